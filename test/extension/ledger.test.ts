import { test } from "vitest";
import { embeddedHome } from "../support/vscode/embeddedHome.ts";
import { hostSuite } from "../support/vscode/hostSuite.ts";
import type { ProfileName } from "../support/vscode/profiles.ts";

test.each<ProfileName>(["current", "oldest"])(
  "every view and command, on the embedded Postgres, in the %s VS Code",
  async (profile) => {
    const { home, remove } = embeddedHome();
    try {
      await hostSuite("ledger", { profile, fixture: "ledger", env: { ORCHEX_HOME: home, MAX_ATTEMPTS: "2" } });
    } finally {
      remove();
    }
  },
);
