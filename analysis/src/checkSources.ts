import { downstream, upstream, type Problem, type SourceLocation } from "orchex/dag";
import { createWorkspace } from "./createWorkspace.ts";
import { readSources } from "./readSources.ts";
import { loadTypeScript } from "./source/typescript.ts";
import { loadLibFiles } from "./types/libFiles.ts";
import { questionOf, type TypeAnswer } from "./types/question.ts";
import { TypeAnalyzer } from "./types/typeAnalyzer.ts";
import type { DagNode } from "./workspace.ts";

export interface CheckOptions {
  /** Files and folders, absolute. */
  readonly paths: readonly string[];
  /** Also find out what tasks expect and return: needs the type checker, and so about a second. */
  readonly types: boolean;
  /** Modules that are loaded whoever imports them, absolute: the configured ones. Default: none. */
  readonly modules?: readonly string[];
}

/** What the source of some files and folders says. */
export interface CheckedSources {
  /** In the order of files and positions. */
  readonly problems: readonly Problem[];
  readonly dags: readonly CheckedDag[];
}

export interface CheckedDag {
  readonly name: string;
  readonly location: SourceLocation;
  /** False when something about it is not known from its source. */
  readonly complete: boolean;
  /** Those that have a name, each once. */
  readonly tasks: readonly CheckedTask[];
}

export interface CheckedTask {
  readonly name: string;
  readonly location: SourceLocation;
  readonly requires: readonly string[];
  /** How many tasks come before it and after it, directly or not. */
  readonly upstream: number;
  readonly downstream: number;
  /** Hash of what it takes and returns; null when types were not asked for or are not known. */
  readonly signature: string | null;
  /** Hash of its body. */
  readonly code: string | null;
}

/**
 * Everything that the source of the given files and folders says, found out once: what `orchex check` and `orchex
 * snapshot` ask. Throws `check.no-path` for a path that is not there. What lies elsewhere is looked at where the DAGs of
 * these need it, but not reported.
 *
 * Everything happens in the caller's thread, where the compiler is loaded once for both tiers.
 */
export async function checkSources({ paths, types, modules = [] }: CheckOptions): Promise<CheckedSources> {
  const typescript = once(loadTypeScript);
  const workspace = createWorkspace({ typescript, modules });
  const { texts, asked } = await readSources(paths);
  workspace.setAll(texts);
  while (workspace.idle(Infinity) !== null);
  const dags = workspace.dags().filter(({ location }) => asked.has(location.file));
  const answer =
    types && dags.length > 0 ? new TypeAnalyzer(typescript(), loadLibFiles()).answer(questionOf(dags)) : null;
  const isAsked = (location: SourceLocation | null) => location === null || asked.has(location.file);
  // Whether two names are alike is a question about all that is checked, not about the package around it.
  const isOutside = ({ code, related }: Problem) =>
    code === "dag.duplicate-name" && related.every(({ location }) => !isAsked(location));
  // Who imports a module is only known where everything around its DAG is read.
  const isStrange = ({ code, dag }: Problem) => code === "task.not-loaded" && !dags.some(({ name }) => name === dag);
  const problems = [...workspace.files().flatMap((file) => workspace.problems(file)), ...(answer?.problems ?? [])];
  return {
    problems: problems.filter((one) => isAsked(one.location) && !isOutside(one) && !isStrange(one)).sort(byPlace),
    dags: dags.map((dag, index) => checkedDag(dag, answer?.signatures[index])),
  };
}

function checkedDag(dag: DagNode, signatures: TypeAnswer["signatures"][number] | undefined): CheckedDag {
  const tasks = new Map<string, CheckedTask>();
  for (const { name, requires, location, code } of dag.declaration.tasks) {
    if (name === undefined || tasks.has(name)) continue;
    tasks.set(name, {
      name,
      location: location ?? dag.nameLocation,
      requires: [...new Set(requires.map((required) => required.name))],
      upstream: upstream(dag.graph, [name]).size,
      downstream: downstream(dag.graph, [name]).size,
      signature: signatures?.get(name) ?? null,
      code: code ?? null,
    });
  }
  return { name: dag.name, location: dag.nameLocation, complete: dag.complete, tasks: [...tasks.values()] };
}

function byPlace(a: Problem, b: Problem): number {
  const [one, other] = [a.location, b.location];
  if (one === null || other === null) return one === other ? 0 : one === null ? -1 : 1;
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.start.line - other.start.line || one.start.character - other.start.character;
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
