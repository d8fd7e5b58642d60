import { createHash } from "node:crypto";
import { sourceDeclaration } from "../analysis/sourceDeclaration.ts";
import { snapshotOf } from "../dag/snapshot.ts";
import { snapshotVersion } from "../dag/snapshotVersion.ts";
import { declarationOf, type DagDefinition } from "../declare/definition.ts";
import { soundDag } from "../declare/soundDag.ts";
import type { Ledger } from "../store/store.ts";

export interface StoredSnapshot {
  readonly dag: string;
  readonly version: string;
  /** False: the same content was there already. */
  readonly created: boolean;
  /** New runs use it. */
  readonly active: boolean;
  readonly tasks: number;
}

export interface SnapshotOptions {
  readonly activate: boolean;
  /** Record the hashes of signatures and bodies too, which only the source tells. Default: false. */
  readonly source?: boolean;
  /** Told of each difference between the module as it was loaded and its source. */
  readonly onDifference?: (text: string) => void;
}

/** Stores the DAG as it is declared now; throws `dag.invalid` for one with errors. */
export async function storeSnapshot(
  ledger: Ledger,
  dag: DagDefinition,
  { activate, source, onDifference }: SnapshotOptions,
): Promise<StoredSnapshot> {
  soundDag(dag);
  const declared = declarationOf(dag);
  const { declaration, differences } =
    source === true ? await sourceDeclaration(declared) : { declaration: declared, differences: [] };
  for (const difference of differences) onDifference?.(difference);
  const content = snapshotOf(declaration);
  const { version } = snapshotVersion(content, sha256);
  const saved = await ledger.saveSnapshot(content, version);
  if (activate && !saved.active) await ledger.activate(dag.name, version);
  return {
    dag: dag.name,
    version,
    created: saved.created,
    active: saved.active || activate,
    tasks: content.tasks.length,
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
