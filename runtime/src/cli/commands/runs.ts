import { RUN_STATUSES } from "../../run/status.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import { readChoice, readCount } from "../readOptions.ts";
import type { Session } from "../session.ts";
import { table } from "../table.ts";
import { countsText, firstLine, shortVersion, spanText, statusText, timeText } from "../text.ts";

export interface RunsFlags {
  readonly status?: string;
  readonly limit: string;
  readonly all?: true;
}

const MOST_RUNS = 100_000;

export async function runsCommand(session: Session, flags: RunsFlags): Promise<ExitCode> {
  const { output, colors } = session;
  const status = flags.status === undefined ? null : readChoice("--status", flags.status, RUN_STATUSES);
  const limit = readCount("--limit", flags.limit, 1, MOST_RUNS);
  const dag = await session.dagScope(flags);
  const runs = await (await session.ledger()).runs({ dag, status, limit });
  if (output.json) {
    output.document(
      runs.map(({ runId, dag, version, status, createdAt, finishedAt, jobs }) => ({
        runId,
        dag,
        version,
        status,
        createdAt,
        finishedAt,
        jobs,
      })),
    );
  } else if (runs.length === 0) {
    output.note("No runs.");
  } else {
    const rows = runs.map((run) => [
      run.runId,
      firstLine(run.dag, 40),
      shortVersion(run.version),
      statusText(colors, run.status),
      timeText(run.createdAt),
      spanText(run.createdAt, run.finishedAt),
      countsText(run.jobs),
    ]);
    output.line(table(colors, ["RUN", "DAG", "VERSION", "STATUS", "CREATED", "TOOK", "JOBS"], rows));
  }
  return EXIT.done;
}
