import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "playwright-core";
import { scratchFolder } from "../scratch.ts";
import type { EditorOptions } from "./editorServer.ts";
import type { HostReport } from "./hostReport.ts";
import { openWorkbench } from "./workbench.ts";

export interface HostOptions extends EditorOptions {
  readonly extensionTestsPath: string;
  readonly timeoutMs?: number;
  /** What somebody does in the window meanwhile: an extension host knows no mouse. */
  readonly user?: (page: Page) => Promise<void>;
}

/** Runs a suite in a real extension host and answers what became of each of its tests. */
export async function runInHost({ timeoutMs = 240_000, user, ...options }: HostOptions): Promise<HostReport> {
  const { folder, remove } = scratchFolder("host");
  const file = join(folder, "report.json");
  try {
    const workbench = await openWorkbench({ ...options, env: { ...options.env, ORCHEX_TEST_REPORT: file } });
    try {
      // What it did not do, the suite misses.
      user?.(workbench.page).catch(() => {});
      const code = await Promise.race([workbench.exited, delay(timeoutMs, null, { ref: false })]);
      if (existsSync(file)) {
        const report = JSON.parse(readFileSync(file, "utf8")) as Omit<HostReport, "log">;
        return { ...report, log: workbench.server.extensionLog() };
      }
      const words =
        code === null ? `did not end within ${timeoutMs / 1_000} s` : `ended with ${code}, without a report`;
      throw new Error(`The suite ${words}\n${workbench.hostLog.slice(-40).join("\n")}\n${workbench.server.log()}`);
    } finally {
      await workbench.close();
    }
  } finally {
    remove();
  }
}
