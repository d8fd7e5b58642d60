import { downstream, type Position } from "orchex/dag";
import { parse } from "./extract/parse.ts";
import type { Files } from "./link/files.ts";
import type { LinkedTask } from "./link/linked.ts";
import type { Linker } from "./link/linker.ts";
import type { NodeCache } from "./nodeCache.ts";
import { elide } from "./source/elide.ts";
import type { SourceText } from "./source/sourceText.ts";
import { typingAt, type Typing } from "./typing.ts";
import { keyOf } from "./uses/readProblems.ts";
import type { CompletionSite } from "./workspace.ts";

/** What completion asks: the files, how they are linked, and the nodes for the answer. */
export interface CompletionContext {
  readonly files: Files;
  readonly linker: Linker;
  readonly nodes: NodeCache;
}

/** What could be typed at a position. Reads one file only, and of its bodies but the one that is typed in. */
export function completionAt(
  { files, linker, nodes }: CompletionContext,
  file: string,
  position: Position,
): CompletionSite | null {
  const source = files.get(file)?.source;
  if (source === undefined) return null;
  const facts = files.facts(file);
  if (facts.tasks.length + facts.classes.length === 0) return null;
  const offset = source.offset(position);
  const typing = typed(files, file, source.text, offset);
  if (typing === null) return null;
  const task = nodes.linkedIn(file).find(({ id }) => {
    const fact = files.task(file, id);
    return fact !== undefined && files.span(file, fact.wordAt)[0] === typing.wordStart;
  });
  if (task === undefined) return inClass({ files, linker, nodes }, source, typing);
  return {
    kind: typing.kind,
    dag: task.dag === null ? null : linker.nameOf(task.dag),
    task: nodes.task(task),
    replace: source.location(typing.start, typing.end),
    insideString: typing.insideString,
    names: typing.kind === "requirement" ? requirable(linker, task, typing.taken) : readable(task, typing.taken),
  };
}

/** A decorator whose method is not there yet: only the class around it tells the DAG. */
function inClass({ files, linker }: CompletionContext, source: SourceText, typing: Typing): CompletionSite | null {
  const { file } = source;
  const around = (linker.links(file)?.dags ?? []).filter(({ style, at }) => {
    const [start, end] = files.span(file, at);
    return style === "class" && start < typing.start && typing.end <= end;
  });
  const dag = around.at(-1);
  const link = dag === undefined ? undefined : linker.dag(dag.key);
  if (dag === undefined || link === undefined || typing.kind !== "requirement") return null;
  const names = link.tasks.map(({ method }) => method).filter((name) => name !== null && !typing.taken.has(name));
  return {
    kind: "requirement",
    dag: dag.shownName,
    task: null,
    replace: source.location(typing.start, typing.end),
    insideString: typing.insideString,
    names: names.filter((name) => name !== null),
  };
}

function typed(files: Files, file: string, text: string, offset: number): Typing | null {
  const ts = files.typescript;
  try {
    return typingAt(ts, parse(ts, file, elide(text, offset)), offset);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The tasks of the same DAG: first those that are free, then those whose requirement would close a cycle. */
function requirable(linker: Linker, task: LinkedTask, taken: ReadonlySet<string>): readonly string[] {
  const link = task.dag === null ? undefined : linker.dag(task.dag);
  if (link === undefined) return [];
  const waiting = typeof task.name === "string" ? downstream(link.graph, [task.name]) : new Set<string>();
  const free: string[] = [];
  const closing: string[] = [];
  for (const other of link.byName.values()) {
    const name = task.method === null ? other.name : (other.method ?? other.name);
    if (other === task || typeof other.name !== "string" || typeof name !== "string") continue;
    if (other.name === task.name || taken.has(name)) continue;
    (waiting.has(other.name) ? closing : free).push(name);
  }
  return [...free, ...closing];
}

/** The keys under which results arrive. */
function readable(task: LinkedTask, taken: ReadonlySet<string>): readonly string[] {
  const keys = task.requirements.map(keyOf).filter((key) => key !== null);
  return [...new Set(keys)].filter((key) => !taken.has(key));
}
