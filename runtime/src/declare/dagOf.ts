import type { DagDefinition } from "./definition.ts";

/** Marks a DAG: on a `Dag`, and on a decorated class. */
export const DAG = Symbol.for("orchex.dag");

/**
 * The DAG that a value is, whether a `Dag` or a class decorated with `@dag`, or undefined if it is neither. It looks
 * for a mark and not for a class, since the copy of this package that made the DAG may be another one.
 */
export function dagOf(value: unknown): DagDefinition | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  // Own: a class that extends a DAG is none until it is decorated itself.
  return Object.hasOwn(value, DAG) ? (value as { readonly [DAG]: DagDefinition })[DAG] : undefined;
}
