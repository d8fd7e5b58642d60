import type { ts } from "ts-morph";
import type { At, Value } from "../source/facts.ts";
import type { Scope } from "./scope.ts";

/** Tells what expressions are, and notes where they stand. */
export interface Values {
  at(node: ts.Node): At;
  /** The empty place where a node begins. */
  start(node: ts.Node): At;
  /** `inferred` is the name of a function that has none of its own. */
  value(node: ts.Expression, scope: Scope, inferred?: string | null): Value;
}
