import { lastTask } from "./flows.mjs";

/**
 * For queues without graphs: what a user would write, a counter per flow beside the queue. Handlers send what comes
 * next; the last of the parallel tasks sends the join.
 */
export const createFanIn = "create table fan_in (flow_id bigint primary key, waiting int not null)";

/** The tasks to send once this one has run. `query(text, values)` reaches the table. */
export async function nextTasks({ kind, task, id }, query) {
  const last = lastTask(kind);
  if (task === last) return [];
  if (kind === "chain") return [task + 1];
  const width = last - 1;
  if (task === 0) {
    await query("insert into fan_in values ($1, $2) on conflict (flow_id) do update set waiting = $2", [id, width]);
    return Array.from({ length: width }, (_, n) => n + 1);
  }
  const { rows } = await query("update fan_in set waiting = waiting - 1 where flow_id = $1 returning waiting", [id]);
  return rows[0].waiting === 0 ? [last] : [];
}

/** Tells what a flow's task tells in every engine. */
export function tellTask({ kind, task, t }, signals) {
  if (task === 0) signals.begun({ t: "0" });
  if (task === lastTask(kind)) signals.flowEnding({ t });
}
