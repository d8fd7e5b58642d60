import { reportJson, runDetails, unknownRun } from "../../api/runDetails.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import { readRunId } from "../readOptions.ts";
import { reportText } from "../reportText.ts";
import type { Session } from "../session.ts";

export async function reportCommand(session: Session, id: string): Promise<ExitCode> {
  const { output } = session;
  const runId = readRunId(id);
  const found = await (await session.ledger()).report(runId);
  if (found === null) throw unknownRun(runId);
  const run = runDetails(found);
  if (output.json) output.document(reportJson(run));
  else output.line(reportText(session.colors, run));
  return EXIT.done;
}
