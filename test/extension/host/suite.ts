import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as vscode from "vscode";
import type { HostReport } from "../../support/vscode/hostReport.ts";

/** Tests by what they say; they run in their order, each on what those before it left. */
export type Tests = Readonly<Record<string, () => Promise<void>>>;

const TEST_TIMEOUT_MS = 60_000;

/** Runs tests in the extension host and writes what became of them. */
export async function runTests(tests: Tests): Promise<void> {
  const report: { -readonly [Key in keyof HostReport]: HostReport[Key] } = {
    vscode: vscode.version,
    node: process.version,
    tests: [],
    log: "",
  };
  for (const [name, run] of Object.entries(tests)) {
    const begun = Date.now();
    const error = await outcome(run);
    const milliseconds = Date.now() - begun;
    report.tests = [...report.tests, { name, milliseconds, ...(error !== null && { error }) }];
    const file = process.env["ORCHEX_TEST_REPORT"];
    if (file !== undefined) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(report));
    }
    // Those that come after it build on it.
    if (error !== null) break;
  }
  const failed = report.tests.filter(({ error }) => error !== undefined);
  if (failed.length > 0) throw new Error(`Failed: ${failed.map(({ name }) => name).join("; ")}`);
}

async function outcome(run: () => Promise<void>): Promise<string | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It took more than ${TEST_TIMEOUT_MS / 1_000} s`)), TEST_TIMEOUT_MS);
  });
  try {
    await Promise.race([run(), late]);
    return null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    clearTimeout(timer);
  }
}
