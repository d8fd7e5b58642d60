import { EXIT, type ExitCode } from "../exitCode.ts";
import { readSince } from "../readOptions.ts";
import type { Session } from "../session.ts";
import { table } from "../table.ts";
import { firstLine, timeText } from "../text.ts";

const MOST_SHOWN = 20;

export async function failuresCommand(session: Session, flags: { since: string; all?: true }): Promise<ExitCode> {
  const { output, colors } = session;
  const since = readSince(flags.since);
  const dag = await session.dagScope(flags);
  const failures = await (await session.ledger()).failures({ dag, since });
  if (output.json) {
    output.document(
      failures.map(({ task, dag, failures, lastError, lastAt }) => ({ task, dag, failures, lastError, lastAt })),
    );
    return EXIT.done;
  }
  if (failures.length === 0) {
    output.note("Nothing is failed or dead.");
    return EXIT.done;
  }
  const rows = failures
    .slice(0, MOST_SHOWN)
    .map((failure) => [
      firstLine(failure.task, 60),
      firstLine(failure.dag, 40),
      String(failure.failures),
      timeText(failure.lastAt),
      firstLine(failure.lastError ?? "", 80),
    ]);
  output.line(table(colors, ["TASK", "DAG", "FAILURES", "LAST", "ERROR"], rows));
  if (failures.length > MOST_SHOWN) output.note(`... and ${failures.length - MOST_SHOWN} more tasks.`);
  return EXIT.done;
}
