import { setTimeout as pause } from "node:timers/promises";
import { OrchexError } from "../dag/error.ts";
import type { Ledger } from "../store/store.ts";
import { runDetails, unknownRun, type RunDetails } from "./runDetails.ts";

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1_000;

export interface WaitOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Asks for the run, less and less often, until it has finished. */
export async function waitForRun(
  ledger: Ledger,
  runId: string,
  { timeoutMs, signal }: WaitOptions,
): Promise<RunDetails> {
  const deadline = timeoutMs === undefined ? Infinity : performance.now() + timeoutMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    const status = await ledger.runStatus(runId);
    if (status !== "running" && status !== "paused") {
      const report = status === null ? null : await ledger.report(runId);
      if (report === null) throw unknownRun(runId);
      return runDetails(report);
    }
    const left = deadline - performance.now();
    if (left <= 0) {
      throw new OrchexError("run.wait-timeout", `Run ${runId} is still ${status} after ${timeoutMs} ms`, {
        remedy: `Wait longer, or see what it waits for with \`orchex report ${runId}\`.`,
      });
    }
    await pause(Math.min(pauseMs, left), undefined, signal === undefined ? {} : { signal });
  }
}
