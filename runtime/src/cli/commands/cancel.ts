import { cancelRun } from "../../api/cancelRun.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import { readRunId } from "../readOptions.ts";
import type { Session } from "../session.ts";

export async function cancelCommand(session: Session, id: string): Promise<ExitCode> {
  const { output } = session;
  const runId = readRunId(id);
  const { cancelled } = await cancelRun(await session.ledger(), runId);
  if (output.json) output.document({ runId, cancelled });
  else output.line(`Cancelled ${cancelled} ${cancelled === 1 ? "job" : "jobs"} of run ${runId}`);
  return EXIT.done;
}
