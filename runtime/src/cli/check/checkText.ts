import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { codeFrameColumns } from "@babel/code-frame";
import type { CheckedSources } from "../../analysis/sourceAnalysis.ts";
import type { SourceLocation } from "../../dag/model.ts";
import type { Problem, RelatedPlace } from "../../dag/problem.ts";
import { visible } from "../../dag/visible.ts";
import { placeLine, problemLine } from "../problemLine.ts";

/** Longer lines are no source that a person reads: a frame of one would fill the terminal. */
const LONGEST_LINE = 400;

/** Problems as a compiler tells them, each with the lines it is about, and a last line that counts. */
export async function checkText({ problems, dags }: CheckedSources, cwd: string, colors: boolean): Promise<string> {
  const sources = new Map<string, string | null>();
  const parts: string[] = [];
  for (const problem of problems) {
    parts.push([problemLine(problem, cwd), ...(await frame(problem.location)), ...related(problem)].join("\n"));
  }
  return [...parts, summary(problems, dags.length, dags.flatMap(({ tasks }) => tasks).length)].join("\n\n");

  async function frame(location: SourceLocation | null): Promise<readonly string[]> {
    if (location === null) return [];
    const source = await sourceOf(location.file);
    if (source === null || source.split("\n").some((line) => line.length > LONGEST_LINE)) return [];
    const { start, end } = location;
    const shown = codeFrameColumns(
      source,
      { start: oneBased(start), end: oneBased(end) },
      { highlightCode: colors, linesAbove: 2, linesBelow: 0 },
    );
    return [shown];
  }

  async function sourceOf(file: string): Promise<string | null> {
    const known = sources.get(file);
    if (known !== undefined) return known;
    const path = file.startsWith("file:") ? fileURLToPath(file) : file;
    const text = await readFile(path, "utf8").then(harmless, () => null);
    sources.set(file, text);
    return text;
  }

  function related({ related }: Problem): readonly string[] {
    return related.map(({ message, location }: RelatedPlace) => `  ${placeLine(location, cwd)}${visible(message)}`);
  }
}

/** What a terminal would obey, or be turned around by, but for tabs and the ends of lines. */
const OBEYED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g; // oxlint-disable-line no-control-regex -- finding them is the purpose

/** In each one's place something as wide, so that the frame still points where it should. */
function harmless(source: string): string {
  return source.replace(OBEYED, "\ufffd");
}

function oneBased({ line, character }: SourceLocation["start"]): { line: number; column: number } {
  return { line: line + 1, column: character + 1 };
}

function summary(problems: readonly Problem[], dags: number, tasks: number): string {
  const of = (wanted: string) => problems.filter(({ severity }) => severity === wanted).length;
  const found = [
    counted(of("error"), "error"),
    counted(of("warning"), "warning"),
    counted(of("information") + of("hint"), "remark"),
  ];
  const said = found.filter((part) => !part.startsWith("0 "));
  return `${counted(dags, "DAG")}, ${counted(tasks, "task")}: ${said.length === 0 ? "no problems" : said.join(", ")}.`;
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
