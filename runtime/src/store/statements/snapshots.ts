import { OrchexError } from "../../dag/error.ts";
import { graphOfSnapshot } from "../../dag/graphOfSnapshot.ts";
import type { SnapshotContent } from "../../dag/snapshot.ts";
import type { Database, Statement } from "../database.ts";
import type { SnapshotSummary } from "../store.ts";
import { contentOf } from "./load.ts";

const SAVE_TASKS = `
  insert into orchex.snapshot_tasks (snapshot_id, task_no, name, requires, priority, queue)
  select $1::int, u.task_no, u.name, u.requires, u.priority, u.queue
    from unnest($2::smallint[], $3::text[], $4::smallint[], $5::smallint[], $6::text[]) u(task_no, name, requires, priority, queue)`;

const SAVE_EDGES = `
  insert into orchex.snapshot_edges (snapshot_id, src, dst)
  select $1::int, u.src, u.dst from unnest($2::smallint[], $3::smallint[]) u(src, dst)`;

const DEFAULT_PRIORITY = 5;
const DEFAULT_QUEUE = "default";

/** Stores a snapshot, unless the same content is there already. */
export async function saveSnapshot(
  database: Database,
  content: SnapshotContent,
  version: string,
): Promise<{ created: boolean; active: boolean }> {
  return await database.transaction(async (query) => {
    await query("insert into orchex.dags (name) values ($1::text) on conflict do nothing", [content.dag]);
    // The row's lock lets one process at a time save or activate for this DAG.
    const dag = await query("select dag_id, active_snapshot_id from orchex.dags where name = $1::text for update", [
      content.dag,
    ]);
    const { dag_id, active_snapshot_id } = dag.rows[0] as { dag_id: number; active_snapshot_id: number | null };
    const known = await query(
      "select snapshot_id from orchex.snapshots where dag_id = $1::int and version = $2::text",
      [dag_id, version],
    );
    if (known.rows[0] !== undefined) {
      return { created: false, active: (known.rows[0] as { snapshot_id: number }).snapshot_id === active_snapshot_id };
    }
    const saved = await query(
      `insert into orchex.snapshots (dag_id, version, content, task_count, timeout_ms)
       values ($1::int, $2::text, $3::json, $4::int, $5::bigint) returning snapshot_id`,
      [dag_id, version, JSON.stringify(content), content.tasks.length, content.timeoutMs ?? null],
    );
    const { snapshot_id } = saved.rows[0] as { snapshot_id: number };
    const tasks = content.tasks;
    await query(SAVE_TASKS, [
      snapshot_id,
      tasks.map((_, index) => index),
      tasks.map((task) => task.name),
      tasks.map((task) => task.requires.length),
      tasks.map((task) => task.policy.priority ?? DEFAULT_PRIORITY),
      tasks.map((task) => task.policy.queue ?? DEFAULT_QUEUE),
    ]);
    const edges = edgesOf(content);
    await query(SAVE_EDGES, [snapshot_id, edges.map(([src]) => src), edges.map(([, dst]) => dst)]);
    return { created: true, active: false };
  });
}

function edgesOf(content: SnapshotContent): [number, number][] {
  const numbers = new Map(content.tasks.map((task, index) => [task.name, index]));
  const graph = graphOfSnapshot(content);
  return content.tasks.flatMap((task, dst) =>
    (graph.requires.get(task.name) ?? []).map((name): [number, number] => [numbers.get(name) ?? -1, dst]),
  );
}

/** Activates a version, or the one that a prefix names. */
export async function activate(database: Database, dag: string, version: string): Promise<string> {
  return await database.transaction(async (query) => {
    const found = await query(
      `select s.snapshot_id, s.version, d.dag_id from orchex.snapshots s join orchex.dags d on d.dag_id = s.dag_id
        where d.name = $1::text and starts_with(s.version, $2::text) limit 3`,
      [dag, version.toLowerCase()],
    );
    const rows = found.rows as { snapshot_id: number; version: string; dag_id: number }[];
    const [row, other] = rows;
    if (row === undefined) {
      throw new OrchexError("snapshot.unknown", `DAG '${dag}' has no snapshot whose version starts with '${version}'`, {
        remedy: "List them with `orchex snapshot --list`.",
      });
    }
    if (other !== undefined) {
      throw new OrchexError("snapshot.ambiguous", `Several snapshots of DAG '${dag}' start with '${version}'`, {
        remedy: "Give more characters of the version; `orchex snapshot --list` shows them.",
      });
    }
    await query("update orchex.dags set active_snapshot_id = $2::int where dag_id = $1::int", [
      row.dag_id,
      row.snapshot_id,
    ]);
    await query("update orchex.snapshots set activated_at = orchex.clock() where snapshot_id = $1::int", [
      row.snapshot_id,
    ]);
    return row.version;
  });
}

const LIST: Statement = {
  name: "list-snapshots",
  text: `select s.version, s.created_at, s.snapshot_id = d.active_snapshot_id as active, s.task_count
           from orchex.snapshots s join orchex.dags d on d.dag_id = s.dag_id
          where d.name = $1::text order by s.snapshot_id desc`,
};

/** Newest first. */
export async function listSnapshots(database: Database, dag: string): Promise<SnapshotSummary[]> {
  const rows = await database.query<{ version: string; created_at: Date; active: boolean | null; task_count: number }>(
    LIST,
    [dag],
  );
  return rows.map((row) => ({
    version: row.version,
    createdAt: row.created_at,
    active: row.active === true,
    tasks: row.task_count,
  }));
}

const ACTIVE: Statement = {
  name: "active-snapshot",
  text: `select s.version, s.content from orchex.dags d join orchex.snapshots s on s.snapshot_id = d.active_snapshot_id
          where d.name = $1::text`,
};

export async function activeSnapshot(
  database: Database,
  dag: string,
): Promise<{ version: string; content: SnapshotContent } | null> {
  const [row] = await database.query<{ version: string; content: string }>(ACTIVE, [dag]);
  return row === undefined ? null : { version: row.version, content: contentOf(row.content) };
}

const DAGS: Statement = { name: "dag-names", text: "select name from orchex.dags order by name" };

export async function dagNames(database: Database): Promise<string[]> {
  return (await database.query<{ name: string }>(DAGS)).map((row) => row.name);
}

const TASKS: Statement = {
  name: "task-names",
  text: `select distinct t.name from orchex.snapshot_tasks t join orchex.snapshots s on s.snapshot_id = t.snapshot_id
           join orchex.dags d on d.dag_id = s.dag_id where $1::text is null or d.name = $1::text order by 1`,
};

export async function taskNames(database: Database, dag: string | null): Promise<string[]> {
  return (await database.query<{ name: string }>(TASKS, [dag])).map((row) => row.name);
}
