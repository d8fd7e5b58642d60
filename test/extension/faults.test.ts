import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { until } from "../support/until.ts";
import { embeddedHome } from "../support/vscode/embeddedHome.ts";
import { hostSuite } from "../support/vscode/hostSuite.ts";

const CLI = join(import.meta.dirname, "../../runtime/dist/cli/main.js");

/**
 * An editor takes ten seconds to start, its database five more, and all of test/extension is to stay near five minutes on
 * two processors: `basics`, `ledger` (every view and command) and `trust` run in both versions; this in the oldest, whose
 * processes end no differently; what is seen rather than called (`walk`, `graph`) and the traps in the current one.
 */
test("whatever ends, nothing hangs and everything returns, in the oldest VS Code", async () => {
  const { home, remove } = embeddedHome();
  const left = join(home, "left.json");
  try {
    await hostSuite("faults", {
      profile: "oldest",
      fixture: "two",
      open: "two.code-workspace",
      env: { ORCHEX_HOME: home, ORCHEX_TEST_LEFT: left },
      afterwards: (workspace) => afterTheWindow(join(workspace, "first"), home, left),
    });
  } finally {
    remove();
  }
});

/** Of two workers one has ended with the window; the other one still runs what is enqueued, until somebody stops it. */
async function afterTheWindow(folder: string, home: string, left: string): Promise<void> {
  const { ends, outlives } = JSON.parse(readFileSync(left, "utf8")) as { ends: number; outlives: number };
  try {
    await until("the worker of the window has ended", () => !isAlive(ends));
    const { runId } = orchex(folder, home, "enqueue", "--dag=first") as { runId: string };
    await until("the other one has run it", () => {
      const { status } = orchex(folder, home, "report", runId) as { status: string };
      return status === "succeeded";
    });
  } finally {
    if (isAlive(outlives)) process.kill(outlives, "SIGTERM");
  }
  await until("it ends when it is told to", () => !isAlive(outlives));
  expect(isAlive(ends)).toBe(false);
}

function orchex(cwd: string, home: string, ...argv: readonly string[]): unknown {
  const env = { PATH: process.env["PATH"], ORCHEX_HOME: home };
  const out = execFileSync(process.execPath, [CLI, ...argv, "--json"], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  return JSON.parse(out.toString());
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
