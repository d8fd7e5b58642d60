import { OrchexError } from "../dag/error.ts";
import type { Ledger } from "../store/store.ts";
import { unknownRun } from "./runDetails.ts";

/**
 * Cancels what a run still has to do: what waits at once, what runs within a heartbeat of its worker. A run that was
 * cancelled before counts 0. Throws `run.unknown`, or `run.finished` for one that ended in another way.
 */
export async function cancelRun(ledger: Ledger, runId: string): Promise<{ readonly cancelled: number }> {
  const answer = await ledger.cancel(runId);
  if (answer === null) throw unknownRun(runId);
  if ("cancelled" in answer) return answer;
  if (answer.finished === "cancelled") return { cancelled: 0 };
  throw new OrchexError("run.finished", `Run ${runId} has already ${answer.finished}: there is nothing to cancel`, {
    remedy: `\`orchex report ${runId}\` shows what came of it.`,
  });
}
