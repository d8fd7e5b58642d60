import type { ts } from "ts-morph";
import { elide } from "../source/elide.ts";
import { NO_FACTS, type At, type Facts, type FileFacts } from "../source/facts.ts";
import type { Words } from "../source/words.ts";
import type { TypeScript } from "../source/typescript.ts";
import { Evaluator } from "./evaluate.ts";
import { findCandidates } from "./findCandidates.ts";
import { identify } from "./identify.ts";
import { parse } from "./parse.ts";
import { placeOf } from "./placeOf.ts";
import { readCalls } from "./readCalls.ts";
import { readClasses } from "./readClasses.ts";
import { readExports } from "./readExports.ts";
import { readMethods, readTask } from "./readTasks.ts";
import type { Source } from "./source.ts";

/** Reads what a file says. Never throws: a text that no parser survives says nothing. */
export function readFacts(ts: TypeScript, name: string, text: string, words: Words): FileFacts {
  try {
    const isJsx = /\.[jt]sx$/.test(name);
    const file = parse(ts, name, isJsx ? text : elide(text));
    return factsOf(ts, file, text, words);
  } catch (error) {
    // The parser and the walk use the stack; only nesting without sense exhausts it.
    if (error instanceof RangeError) return { facts: { ...NO_FACTS, hasErrors: true }, spans: new Uint32Array() };
    throw error;
  }
}

function factsOf(ts: TypeScript, file: ts.SourceFile, text: string, words: Words): FileFacts {
  const word = (one: string) => words.of(one);
  const spans: number[] = [];
  const place = (start: number, end: number): At => spans.push(start, end) / 2 - 1;
  const candidates = findCandidates(ts, file);
  const source: Source = { ts, file, text, candidates, ids: identify(ts, candidates, word), word, place };
  const evaluator = new Evaluator(source);
  const tasks = [
    ...candidates.tasks.map((candidate) => readTask(source, evaluator, candidate)),
    ...candidates.classes.flatMap((candidate) => readMethods(source, evaluator, candidate)),
  ].sort(
    (a, b) =>
      (spans[a.at * 2] ?? 0) - (spans[b.at * 2] ?? 0) || (spans[a.wordAt * 2] ?? 0) - (spans[b.wordAt * 2] ?? 0),
  );
  const dags = candidates.dags.map((candidate) => ({
    id: source.ids.get(candidate.node) ?? "",
    ...placeOf(evaluator, candidate),
    callee: evaluator.value(candidate.node.expression, candidate.scope),
    args: (candidate.node.arguments ?? []).map((argument) => evaluator.value(argument, candidate.scope)),
    isTopLevel: candidate.isTopLevel,
    at: evaluator.at(candidate.whole),
    wordAt: evaluator.at(candidate.node.expression),
  }));
  const facts: Facts = {
    ...readExports(source, evaluator),
    dags: dags.filter(({ callee }) => callee.kind !== "unknown"),
    classes: readClasses(source, evaluator),
    tasks,
    loose: candidates.loose.map(({ node, at, scope }) => ({ dag: evaluator.value(node, scope), at: evaluator.at(at) })),
    calls: readCalls(source, evaluator),
    hasErrors: hasErrors(file),
    bindings: evaluator.bindings,
  };
  evaluator.functions.finish();
  return { facts, spans: Uint32Array.from(spans) };
}

function hasErrors(file: ts.SourceFile): boolean {
  // The parser's own list is no part of the compiler's public types.
  const { parseDiagnostics } = file as ts.SourceFile & { readonly parseDiagnostics?: readonly unknown[] };
  return (parseDiagnostics ?? []).length > 0;
}
