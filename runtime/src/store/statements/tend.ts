import { jobStatus } from "../codes.ts";
import type { Database, Statement } from "../database.ts";
import type { Recovered } from "../store.ts";

const DUE: Statement = {
  name: "due",
  text: "select promoted, expired from orchex.due()",
};

const RECOVER: Statement = {
  name: "recover",
  text: "select worker, run_id, task_no, status from orchex.recover($1::int, $2::interval)",
};

/** Lost workers after which a job is dead: enough for any number of deploys, few enough to end a task that kills its process. */
const CRASH_BUDGET = 5;
/** Longer than any statement of a worker that has ended can still be on its way. */
const SWEEP = "3 minutes";

/** What some worker must do now and then, whoever it is: see the functions due and recover. Two transactions, since each has its own order of locks to keep. */
export async function tend(
  database: Database,
): Promise<{ promoted: number; expired: number; recovered: readonly Recovered[] }> {
  const [due] = await database.query<{ promoted: number; expired: number }>(DUE);
  const recovered = await database.query<{ worker: string | null; run_id: string; task_no: number; status: number }>(
    RECOVER,
    [CRASH_BUDGET, SWEEP],
  );
  return {
    promoted: due?.promoted ?? 0,
    expired: due?.expired ?? 0,
    recovered: recovered.map((row) => ({
      worker: row.worker,
      runId: row.run_id,
      taskNo: row.task_no,
      status: jobStatus(row.status),
    })),
  };
}
