import { test } from "vitest";
import { embeddedHome } from "../support/vscode/embeddedHome.ts";
import { hostSuite } from "../support/vscode/hostSuite.ts";

test("whatever ends, nothing hangs and everything returns", async () => {
  const { home, remove } = embeddedHome();
  try {
    await hostSuite("faults", { fixture: "two", open: "two.code-workspace", env: { ORCHEX_HOME: home } });
  } finally {
    remove();
  }
});
