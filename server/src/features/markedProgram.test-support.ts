import type { Position } from "orchex/dag";
import { Text } from "../text.ts";

/**
 * A small program of one or several files as tests write it: a line of `//-` and a name begins a file, a caret in a comment is the
 * cursor, and there must be no more than one.
 */
export interface MarkedProgram {
  /** By absolute path. */
  readonly files: ReadonlyMap<string, string>;
  /** Where the cursor is; the begin of the first file when there is none. */
  readonly cursor: { readonly file: string; readonly position: Position };
}

const CURSOR = "/*^*/";

export function markedProgram(source: string, folder = "/project"): MarkedProgram {
  const files = new Map<string, string>();
  let cursor: MarkedProgram["cursor"] | null = null;
  for (const { name, text: marked } of split(source)) {
    const file = `${folder}/${name}`;
    const at = marked.indexOf(CURSOR);
    const text = marked.replace(CURSOR, "");
    files.set(file, text);
    if (at >= 0) cursor = { file, position: new Text(text).positionAt(at) };
  }
  const [first = ""] = files.keys();
  return { files, cursor: cursor ?? { file: first, position: { line: 0, character: 0 } } };
}

function split(source: string): readonly { readonly name: string; readonly text: string }[] {
  const parts = source.split(/^\/\/- (.+)\n/m);
  if (parts.length === 1) return [{ name: "dag.ts", text: dedent(source) }];
  const files = [];
  for (let index = 1; index < parts.length; index += 2) {
    files.push({ name: (parts[index] ?? "").trim(), text: dedent(parts[index + 1] ?? "") });
  }
  return files;
}

function dedent(text: string): string {
  return text.replace(/^\n/, "");
}

export interface Drawn {
  readonly range: { readonly start: Position; readonly end: Position };
  readonly label?: string;
}

/** The lines of a text that something stands on, with each place underlined below its line as a user would see it. */
export function drawn(text: string, places: readonly Drawn[]): string {
  const lines = text.split("\n");
  const sorted = places.toSorted(
    (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
  );
  const out: string[] = [];
  let shown = -1;
  for (const { range, label } of sorted) {
    const { start, end } = range;
    if (start.line !== shown) out.push(lines[start.line] ?? "");
    shown = start.line;
    const stop = end.line === start.line ? end.character : (lines[start.line] ?? "").length;
    const more = end.line === start.line ? "" : `… to line ${end.line + 1}`;
    out.push(
      `${" ".repeat(start.character)}${"~".repeat(Math.max(1, stop - start.character))}${more}${label === undefined ? "" : ` ${label}`}`,
    );
  }
  return out.join("\n");
}
