import type { Position } from "orchex/dag";

/** A small program of one or several files, as a test of what an editor shows writes it. */
export interface MarkedProgram {
  /** Texts without marks, by absolute path. */
  readonly files: ReadonlyMap<string, string>;
  /** Where the cursor is; the begin of the first file when none is marked. */
  readonly cursor: { readonly file: string; readonly position: Position };
}

/** A place in a text and what a user would see there. */
export interface Drawn {
  readonly range: { readonly start: Position; readonly end: Position };
  readonly label?: string;
}

const CURSOR = "/*^*/";
const FILE = /^\/\/- (\S+)\n/m;

/** Reads a program: a line of `//-` and a name begins a file (without any, it is `dag.ts`), a caret in a comment is the cursor. */
export function markedProgram(source: string, folder = "/project"): MarkedProgram {
  const [before = "", ...parts] = source.replace(/^\n/, "").split(FILE);
  const named = parts.length === 0 ? ["dag.ts", before] : parts;
  const files = new Map<string, string>();
  let cursor: MarkedProgram["cursor"] | null = null;
  for (let index = 0; index < named.length; index += 2) {
    const file = `${folder}/${named[index]}`;
    const marked = named[index + 1] ?? "";
    const at = marked.indexOf(CURSOR);
    if (at >= 0) {
      const lines = marked.slice(0, at).split("\n");
      cursor = { file, position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 } };
    }
    files.set(file, marked.replace(CURSOR, ""));
  }
  const [first = ""] = files.keys();
  return { files, cursor: cursor ?? { file: first, position: { line: 0, character: 0 } } };
}

/** Each line that something stands on, and below it every place, underlined and labelled. */
export function drawn(text: string, places: readonly Drawn[]): string {
  const lines = text.split("\n");
  const sorted = places.toSorted(
    ({ range: a }, { range: b }) => a.start.line - b.start.line || a.start.character - b.start.character,
  );
  return sorted
    .flatMap(({ range: { start, end }, label = "" }, index) => {
      const line = lines[start.line] ?? "";
      const isNew = sorted[index - 1]?.range.start.line !== start.line;
      const stop = end.line === start.line ? end.character : line.length;
      const rest = end.line === start.line ? "" : `… line ${end.line + 1}`;
      const mark = "~".repeat(Math.max(1, stop - start.character));
      return [...(isNew ? [line] : []), `${" ".repeat(start.character)}${mark}${rest} ${label}`.trimEnd()];
    })
    .join("\n");
}
