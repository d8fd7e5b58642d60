import { visible } from "../../dag/visible.ts";
import { JOB_STATUSES, type JobStatus } from "../../run/status.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import type { Session } from "../session.ts";
import { table } from "../table.ts";
import { statusText } from "../text.ts";

export async function queueDepthCommand(session: Session): Promise<ExitCode> {
  const { output, colors } = session;
  const only = await session.flaggedDagName();
  const all = Object.entries(await (await session.ledger()).queueDepth());
  const dags = all.filter(([dag]) => only === null || dag === only);
  const total = Object.fromEntries(
    JOB_STATUSES.map((status) => [status, dags.reduce((sum, [, counts]) => sum + counts[status], 0)]),
  ) as Record<JobStatus, number>;
  if (output.json) {
    output.document({ total, dags: Object.fromEntries(dags) });
    return EXIT.done;
  }
  const rows = JOB_STATUSES.map((status) => [
    statusText(colors, status),
    String(total[status]),
    ...dags.map(([, counts]) => String(counts[status])),
  ]);
  output.line(table(colors, ["STATUS", "TOTAL", ...dags.map(([dag]) => visible(dag))], rows));
  return EXIT.done;
}
