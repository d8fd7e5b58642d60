import type { At, ClassFact, FunctionFact, Value } from "../source/facts.ts";

type Plain = Extract<
  Value,
  { kind: "text" | "number" | "constant" | "array" | "object" | "parameter" | "self" | "unknown" }
>;

/** What a value is in the end. `foreign` comes from a package that is not looked into. */
export type Head =
  | Plain
  | FunctionFact
  | { readonly kind: "dag" | "task" | "class"; readonly id: string; readonly at: At }
  | { readonly kind: "orchex"; readonly name: string }
  | { readonly kind: "module"; readonly file: string }
  | { readonly kind: "foreign" };

/** What the parameters of a function stand for, inside of one call of it. */
export interface Env {
  readonly file: string;
  readonly fn: string;
  readonly args: readonly Found[];
  readonly outer: Env | null;
  /** What `this` is, where an instance is made. */
  readonly self?: Found;
}

/** A value in the end, and the file in which it stands. */
export interface Found {
  readonly head: Head;
  readonly file: string;
  readonly env: Env | null;
}

/** A class, and what its code is run with to make an instance. */
export interface Instance {
  readonly file: string;
  readonly id: string;
  readonly fact: ClassFact;
  readonly env: Env | null;
}
