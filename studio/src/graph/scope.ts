import { downstream, upstream } from "orchex/dag";
import { neighbourhood } from "./neighbourhood.ts";
import type { Scene } from "./scene.ts";

/** Which part of the graph is shown. */
export type Scope =
  { readonly kind: "whole" } | { readonly kind: "near" | "upstream" | "downstream"; readonly task: string };

const NEAR_HOPS = 2;
/** More than this is no neighbourhood any more: it could neither be laid out at once nor be read. */
const NEAR_LIMIT = 80;

export interface Part {
  readonly tasks: ReadonlySet<string>;
  /** Tasks that belong to the part and are not shown because there are too many. */
  readonly left: number;
}

/** The tasks of a scope, in no particular order. A scope of a task that is gone has none. */
export function partOf({ graph }: Scene, scope: Scope): Part {
  switch (scope.kind) {
    case "whole":
      return { tasks: new Set(graph.tasks), left: 0 };
    case "near": {
      const { tasks, left } = neighbourhood(graph, scope.task, NEAR_HOPS, NEAR_LIMIT);
      return { tasks: new Set(tasks), left };
    }
    case "upstream":
    case "downstream": {
      if (!graph.requires.has(scope.task)) return { tasks: new Set(), left: 0 };
      const reached = (scope.kind === "upstream" ? upstream : downstream)(graph, [scope.task]);
      return { tasks: new Set([scope.task, ...reached]), left: 0 };
    }
  }
}
