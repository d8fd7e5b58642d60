import { OrchexError } from "../../dag/error.ts";
import { nearest } from "../../dag/nearest.ts";
import type { Database, Statement } from "../database.ts";
import { sqlState } from "../sqlState.ts";
import type { EnqueueOptions } from "../store.ts";
import { dagNames } from "./snapshots.ts";

const ENQUEUE: Statement = {
  name: "enqueue",
  text: `select version, created from orchex.enqueue($1::text, $2::uuid[], $3::json[], $4::json[], $5::boolean, null, null)`,
};

/** Runs per statement: enough to spread its cost, few enough to keep its transaction short. */
const CHUNK = 1000;

/** Chunks on their way at once. */
const AT_ONCE = 2;

/** Starts runs of the active snapshot. More than a chunk of them are accepted chunk by chunk. */
export async function enqueue(
  database: Database,
  dag: string,
  runs: EnqueueOptions,
): Promise<{ version: string; created: boolean }> {
  let answer = { version: "", created: false };
  let next = 0;
  const send = async () => {
    while (next < runs.runIds.length) {
      const from = next;
      next += CHUNK;
      const [row] = await database.query<{ version: string; created: boolean }>(ENQUEUE, [
        dag,
        runs.runIds.slice(from, next),
        runs.inputs.slice(from, next),
        runs.metadata.slice(from, next),
        runs.ownId,
      ]);
      answer = row ?? answer;
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, send));
  } catch (error) {
    next = runs.runIds.length;
    throw await explain(error, database, dag, runs.runIds[0]);
  }
  return answer;
}

async function explain(error: unknown, database: Database, dag: string, runId: string | undefined): Promise<unknown> {
  const state = sqlState(error instanceof OrchexError ? error.cause : error);
  if (state === "OX001") {
    return new OrchexError("run.taken", `Run ${runId} exists already, with other inputs or of another DAG`, {
      remedy: `Use another --run-id, or look at it with \`orchex report ${runId}\`.`,
      cause: error,
    });
  }
  if (state !== "OX002") return error;
  const known = await dagNames(database);
  const near = known.includes(dag) ? undefined : nearest(known)(dag);
  return new OrchexError(
    "snapshot.none-active",
    `DAG '${dag}' has no active snapshot${near === undefined ? "" : `. Did you mean '${near}'?`}`,
    { remedy: "Run `orchex snapshot --activate` first.", cause: error },
  );
}
