import type { DagNode } from "orchex-analysis";
import type { Problem } from "orchex/dag";

/** What the type checker has said so far, which is about texts of a moment ago. */
export interface TypeFacts {
  /** `task.type-mismatch`, where it stands in the file as that is now. */
  problems(file: string): readonly Problem[];
  /** By task the hash of its signature, null where it is not known. Undefined while the DAG has not been looked at. */
  signatures(dag: DagNode): ReadonlyMap<string, string | null> | undefined;
}

/** Nobody has asked a type checker. */
export const noTypes: TypeFacts = { problems: () => [], signatures: () => undefined };
