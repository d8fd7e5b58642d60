import type { ts } from "ts-morph";
import type { TypeScript } from "../source/typescript.ts";

/** A program whose types can be asked for. */
export interface Checked {
  readonly ts: TypeScript;
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  /** Everything that the project asks for was brought in: what is not found now is missing. */
  readonly isWhole: boolean;
}
