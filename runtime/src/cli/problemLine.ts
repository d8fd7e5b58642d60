import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Position } from "../dag/error.ts";
import type { SourceLocation } from "../dag/model.ts";
import type { Problem } from "../dag/problem.ts";
import { visible } from "../dag/visible.ts";

/** A problem as `--json` prints it: the file relative to the working folder, the range as in LSP. */
export interface ProblemJson {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly file: string | null;
  readonly range: { readonly start: Position; readonly end: Position } | null;
  readonly dag: string | null;
  readonly task: string | null;
  readonly related: readonly {
    readonly message: string;
    readonly file: string | null;
    readonly range: { readonly start: Position; readonly end: Position } | null;
    readonly task: string | null;
  }[];
  readonly suggestion: string | null;
}

export function problemJson(problem: Problem, cwd: string): ProblemJson {
  return {
    code: problem.code,
    severity: problem.severity,
    message: problem.message,
    ...placeJson(problem.location, cwd),
    dag: problem.dag,
    task: problem.task,
    related: problem.related.map(({ message, location, task }) => ({ message, ...placeJson(location, cwd), task })),
    suggestion: problem.suggestion,
  };
}

/** `file:line:column: severity code: message`, as compilers write it, so that editors and terminals link it. */
export function problemLine({ code, severity, message, location }: Problem, cwd: string): string {
  return visible(`${placeLine(location, cwd)}${severity} ${code}: ${message}`);
}

/** `file:line:column: `, or nothing for a place that is not known. */
export function placeLine(location: SourceLocation | null, cwd: string): string {
  const { file, range } = placeJson(location, cwd);
  return file === null || range === null ? "" : `${file}:${range.start.line + 1}:${range.start.character + 1}: `;
}

/** A place as `--json` prints it. */
export function placeJson(location: SourceLocation | null, cwd: string): Pick<ProblemJson, "file" | "range"> {
  if (location === null) return { file: null, range: null };
  const path = location.file.startsWith("file:") ? fileURLToPath(location.file) : location.file;
  return {
    file: relative(cwd, path).split(sep).join("/"),
    range: { start: location.start, end: location.end },
  };
}
