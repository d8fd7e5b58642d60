import type { Position, Problem, SourceLocation } from "orchex/dag";
import type { DagNode } from "../workspace.ts";

/** What the type tier must know of a DAG: plain data, so that it can be sent to another thread. */
export interface TypedDag {
  readonly name: string;
  /** By their names; of two of one name the first. */
  readonly tasks: ReadonlyMap<string, TypedTask>;
}

/** Where a task stands, and what it requires. */
export interface TypedTask {
  readonly name: string;
  /** The name of its method in a class; null in the object style. */
  readonly method: string | null;
  readonly file: string;
  /** Where its declaration begins, and a place inside of its call or its decorator. */
  readonly start: Position;
  readonly inside: Position;
  readonly nameLocation: SourceLocation;
  readonly requirements: readonly TypedRequirement[];
}

export interface TypedRequirement {
  /** The name of a task of the same DAG. */
  readonly name: string;
  readonly isReference: boolean;
  readonly location: SourceLocation;
}

/** What the types of some DAGs say. */
export interface TypeAnswer {
  /** `task.type-mismatch`, in the order of the DAGs and their tasks. */
  readonly problems: readonly Problem[];
  /** For each DAG that was asked about, in that order: by task the hash of its signature, null where it is not known. */
  readonly signatures: readonly ReadonlyMap<string, string | null>[];
}

export function questionOf(dags: readonly DagNode[]): readonly TypedDag[] {
  return dags.map((dag) => {
    const tasks = new Map<string, TypedTask>();
    for (const { name, method, location, insertionPoint, nameLocation, requirements } of dag.tasks) {
      if (name === null || tasks.has(name)) continue;
      tasks.set(name, {
        name,
        method,
        file: location.file,
        start: location.start,
        inside: insertionPoint.start,
        nameLocation,
        requirements: requirements.flatMap(({ name, dag: home, kind, location }) => {
          if (name === null || (home !== null && home !== dag.name)) return [];
          return [{ name, isReference: kind === "reference", location }];
        }),
      });
    }
    return { name: dag.name, tasks };
  });
}
