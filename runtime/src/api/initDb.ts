import type { DagDefinition } from "../declare/definition.ts";
import { soundDag } from "../declare/soundDag.ts";
import type { Ledger } from "../store/store.ts";
import { storeSnapshot, type SnapshotOptions } from "./storeSnapshot.ts";

export interface Initialized {
  readonly schema: string;
  /** How many migrations ran; 0 when the schema was up to date. */
  readonly migrated: number;
  readonly dag: string | null;
  /** The active version. */
  readonly version: string | null;
}

/** Brings the schema up to date and, for a DAG, sees to it that a snapshot is active. Never changes which one is. */
export async function initDb(
  ledger: Ledger,
  schema: string,
  dag: DagDefinition | null,
  options: Omit<SnapshotOptions, "activate"> = {},
): Promise<Initialized> {
  if (dag !== null) soundDag(dag);
  const migrated = await ledger.migrate();
  if (dag === null) return { schema, migrated, dag: null, version: null };
  return { schema, migrated, dag: dag.name, version: await ensureActiveSnapshot(ledger, dag, options) };
}

async function ensureActiveSnapshot(
  ledger: Ledger,
  dag: DagDefinition,
  options: Omit<SnapshotOptions, "activate">,
): Promise<string> {
  const active = await ledger.activeSnapshot(dag.name);
  if (active !== null) return active.version;
  const [newest] = await ledger.listSnapshots(dag.name);
  if (newest !== undefined) return await ledger.activate(dag.name, newest.version);
  return (await storeSnapshot(ledger, dag, { ...options, activate: true })).version;
}
