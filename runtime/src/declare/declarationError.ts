import { OrchexError } from "../dag/error.ts";
import type { ProblemCode } from "../dag/problemCodes.ts";
import type { SourceLocation } from "../dag/model.ts";

/** What is wrong with one declaration, thrown where it stands, with the code of the problem that it would be. */
export function declarationError(
  code: ProblemCode | "dag.invalid-name",
  message: string,
  remedy?: string,
): OrchexError {
  return new OrchexError(code, message, remedy === undefined ? {} : { remedy });
}

/** " (file:line:column)", one-based as editors and terminals want it, or nothing. */
export function at(location: SourceLocation | undefined): string {
  if (location === undefined) return "";
  return ` (${location.file}:${location.start.line + 1}:${location.start.character + 1})`;
}
