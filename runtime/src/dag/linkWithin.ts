import { cycleProblems } from "./cycleProblems.ts";
import type { Elsewhere } from "./elsewhere.ts";
import { graphOf, type Graph } from "./graph.ts";
import type { DagDeclaration, TaskDeclaration } from "./model.ts";
import { nameFault } from "./nameFault.ts";
import { optionProblems } from "./optionProblems.ts";
import { problem, type Problem } from "./problem.ts";
import { quote } from "./quote.ts";
import { requirementProblems } from "./requirementProblems.ts";

export interface Linked {
  readonly graph: Graph;
  /** The DAG's own problems, then those of each task in declaration order, then cycles. */
  readonly problems: readonly Problem[];
}

/** What `link` and `linkAll` share: links one DAG, given a way to look tasks up in the others. */
export function linkWithin(dag: DagDeclaration, elsewhere: Elsewhere): Linked {
  const first = new Map<string, TaskDeclaration>();
  const taskProblems: Problem[] = [];
  const requirements = requirementProblems(dag, elsewhere);
  for (const task of dag.tasks) {
    const wrongName = nameProblems(dag, task, first);
    if (task.name !== undefined && wrongName.length === 0) first.set(task.name, task);
    taskProblems.push(...wrongName, ...optionProblems(dag, task), ...requirements(task));
  }
  const graph = graphOf(
    dag.name,
    Array.from(first, ([name, task]) => ({ name, requires: ownRequirements(dag, task) })),
  );
  return { graph, problems: [...dagProblems(dag), ...taskProblems, ...cycleProblems(graph, dag, first)] };
}

function ownRequirements(dag: DagDeclaration, task: TaskDeclaration): readonly string[] {
  return task.requires.filter((required) => (required.dag ?? dag.name) === dag.name).map((required) => required.name);
}

function dagProblems(dag: DagDeclaration): readonly Problem[] {
  const empty = problem("dag.empty", `DAG ${quote(dag.name)} has no task.`, { location: dag.location, dag: dag.name });
  return [...(dag.tasks.length === 0 ? [empty] : []), ...optionProblems(dag, null)];
}

function nameProblems(
  dag: DagDeclaration,
  task: TaskDeclaration,
  first: ReadonlyMap<string, TaskDeclaration>,
): readonly Problem[] {
  const { name, location } = task;
  if (name === undefined) {
    const message = `A task of DAG ${quote(dag.name)} has no name. Give one, or pass a named function.`;
    return [problem("task.unnamed", message, { location, dag: dag.name })];
  }
  const fault = nameFault(name);
  if (fault !== null) {
    const message = `The task name ${quote(name)} ${fault}.`;
    return [problem("task.invalid-name", message, { location, dag: dag.name, task: name })];
  }
  const earlier = first.get(name);
  if (earlier === undefined) return [];
  const message = `DAG ${quote(dag.name)} already has a task ${quote(name)}. Rename one of them.`;
  const related = [{ message: "The first one is here.", location: earlier.location ?? null, task: name }];
  return [problem("task.duplicate-name", message, { location, dag: dag.name, task: name, related })];
}
