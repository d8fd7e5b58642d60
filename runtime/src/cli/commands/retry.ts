import { retryJobs } from "../../api/retryJobs.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import type { RetryFlags } from "../ledgerCommands.ts";
import { readCount, readRunId, readSince } from "../readOptions.ts";
import type { Session } from "../session.ts";

const MOST_ATTEMPTS = 32_767;

export async function retryCommand(session: Session, status: "dead" | "failed", flags: RetryFlags): Promise<ExitCode> {
  const { output } = session;
  const filter = {
    ...(flags.task !== undefined && { task: flags.task }),
    ...(flags.since !== undefined && { since: readSince(flags.since) }),
    ...(flags.minAttempts !== undefined && {
      minAttempts: readCount("--min-attempts", flags.minAttempts, 0, MOST_ATTEMPTS),
    }),
    ...(flags.run !== undefined && { run: readRunId(flags.run) }),
  };
  const dag = await session.dagToChange(flags);
  const requeued = await retryJobs(await session.ledger(), status, { ...filter, ...(dag !== null && { dag }) });
  if (output.json) output.document({ requeued });
  else output.line(`Requeued ${requeued} ${status} ${requeued === 1 ? "job" : "jobs"}.`);
  return EXIT.done;
}
