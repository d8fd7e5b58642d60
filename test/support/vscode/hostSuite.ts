import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { scratchFolder } from "../scratch.ts";
import { bundleSuite } from "./bundleSuite.ts";
import { PROFILES } from "./profiles.ts";
import { runInHost, type HostOptions } from "./runInHost.ts";

const ROOT = join(import.meta.dirname, "../../..");

export interface HostSuiteOptions extends Omit<HostOptions, "workspace" | "extensionTestsPath"> {
  /** A folder of `test/fixtures/extension`, of which the suite gets a copy. */
  readonly fixture: string;
  /** A file of it to open, as a `.code-workspace`; absent: the folder. */
  readonly open?: string;
  /** Called with the copy before the editor opens it. */
  readonly prepare?: (workspace: string) => void;
  /** Called with the copy when the suite has passed and its window is closed. */
  readonly afterwards?: (workspace: string) => Promise<void>;
}

/** Runs a suite of `test/extension/host` with the extension as it was built, and tells which of its tests failed. */
export async function hostSuite(
  name: string,
  { fixture, open = "", prepare, afterwards, ...options }: HostSuiteOptions,
): Promise<void> {
  const { folder, remove } = scratchFolder("suite");
  try {
    const workspace = join(folder, "workspace");
    cpSync(join(import.meta.dirname, "../../fixtures/extension", fixture), workspace, { recursive: true });
    prepare?.(workspace);
    const report = await runInHost({
      extensionDevelopmentPath: ROOT,
      ...options,
      workspace: join(workspace, open),
      extensionTestsPath: await bundleSuite(name, folder),
    });
    const lines = report.tests.map(({ name, milliseconds, error }) =>
      error === undefined ? `passed ${name} (${milliseconds} ms)` : `FAILED ${name}\n${error}`,
    );
    expect(report.vscode).toBe(PROFILES[options.profile ?? "current"].vscode);
    if (process.env["ORCHEX_TEST_VERBOSE"] !== undefined) process.stderr.write(`${lines.join("\n")}\n`);
    if (lines.some((line) => line.startsWith("FAILED"))) expect.fail([...lines, "The log:", report.log].join("\n"));
    await afterwards?.(workspace);
  } finally {
    remove();
  }
}
