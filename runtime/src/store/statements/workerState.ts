import type { Database, Statement } from "../database.ts";

const SET_WAITING: Statement = {
  name: "set-waiting",
  text: "update orchex.workers set waiting = $2::boolean where worker_id = $1::int and ended_at is null",
};

const END: Statement = {
  name: "end-worker",
  text: `update orchex.workers set state = 'stopped', waiting = false, jobs = 0, ended_at = orchex.clock(),
                low_token = case when $2::boolean then (select t.last_value from orchex.tokens t) else low_token end
          where worker_id = $1::int and ended_at is null`,
};

const CLOCK: Statement = { name: "clock", text: "select orchex.clock()::text as now" };

/** Asks for, or does without, a NOTIFY when a job of its DAGs becomes ready. */
export async function setWaiting(database: Database, workerId: number, waiting: boolean): Promise<void> {
  await database.query(SET_WAITING, [workerId, waiting]);
}

/** With `clean` nothing older can be left in its name, and nobody looks for it. */
export async function endWorker(database: Database, workerId: number, clean: boolean): Promise<void> {
  await database.query(END, [workerId, clean]);
}

export async function clock(database: Database): Promise<string> {
  const [row] = await database.query<{ now: string }>(CLOCK);
  return row?.now ?? "";
}
