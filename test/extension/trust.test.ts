import { test } from "vitest";
import { embeddedHome } from "../support/vscode/embeddedHome.ts";
import { hostSuite } from "../support/vscode/hostSuite.ts";
import type { ProfileName } from "../support/vscode/profiles.ts";

test.each<ProfileName>(["current", "oldest"])(
  "a folder that is trusted after it was opened, in the %s VS Code",
  async (profile) => {
    const { home, remove } = embeddedHome();
    try {
      await hostSuite("trust", {
        profile,
        fixture: "ledger",
        workspaceTrust: true,
        env: { ORCHEX_HOME: home },
        settings: { "security.workspace.trust.startupPrompt": "never", "security.workspace.trust.emptyWindow": false },
        user: (page) =>
          page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).first().click(),
      });
    } finally {
      remove();
    }
  },
);
