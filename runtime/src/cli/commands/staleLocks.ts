import { EXIT, type ExitCode } from "../exitCode.ts";
import type { Session } from "../session.ts";
import { table } from "../table.ts";
import { firstLine, timeText } from "../text.ts";

export async function staleLocksCommand(session: Session, flags: { readonly all?: true }): Promise<ExitCode> {
  const { output, colors } = session;
  const dag = await session.dagScope(flags);
  const locks = await (await session.ledger()).staleLocks(dag);
  if (output.json) {
    output.document(
      locks.map(({ runId, task, dag, worker, leaseUntil }) => ({ runId, task, dag, worker, leaseUntil })),
    );
  } else if (locks.length === 0) {
    output.note("No stale locks.");
  } else {
    const rows = locks.map((lock) => [
      lock.runId,
      firstLine(lock.task, 60),
      firstLine(lock.dag, 40),
      firstLine(lock.worker, 40),
      timeText(lock.leaseUntil),
    ]);
    output.line(table(colors, ["RUN", "TASK", "DAG", "WORKER", "LEASE UNTIL"], rows));
    output.note("Any live worker of these DAGs takes them back by itself.");
  }
  return EXIT.done;
}
