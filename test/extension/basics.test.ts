import { test } from "vitest";
import type { ProfileName } from "../support/vscode/profiles.ts";
import { hostSuite } from "../support/vscode/hostSuite.ts";

test.each<ProfileName>(["current", "oldest"])(
  "activation, diagnostics and the server's life, in the %s VS Code",
  async (profile) => {
    await hostSuite("basics", { profile, fixture: "basic" });
  },
);
