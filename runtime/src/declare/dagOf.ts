import { nameFault } from "../dag/nameFault.ts";
import type { DagDefinition } from "./definition.ts";

/** Marks a DAG: on a `Dag`, and on a decorated class. */
export const DAG = Symbol.for("orchex.dag");

/**
 * The DAG that a value is, whether a `Dag` or a class decorated with `@dag`, or undefined if it is neither. It looks
 * for a mark and not for a class, since the copy of this package that made the DAG may be another one.
 */
export function dagOf(value: unknown): DagDefinition | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  try {
    // Own: a class that extends a DAG is none until it is decorated itself.
    if (!Object.hasOwn(value, DAG)) return undefined;
    const definition = (value as { readonly [DAG]: DagDefinition })[DAG];
    return isDefinition(definition) ? definition : undefined;
  } catch {
    // A Proxy or a getter that throws is no DAG, and must not keep those beside it from being found.
    return undefined;
  }
}

/** Anybody can write the mark. */
function isDefinition({ name, tasks }: Partial<DagDefinition>): boolean {
  return typeof name === "string" && nameFault(name) === null && tasks instanceof Map;
}
