import type { Elsewhere } from "./elsewhere.ts";
import type { DagDeclaration, Requirement, TaskDeclaration } from "./model.ts";
import { nearest, type NearestFinder } from "./nearest.ts";
import { problem, type Problem } from "./problem.ts";
import { quote } from "./quote.ts";

/**
 * Judges the requirements of a DAG's tasks one by one. What the DAG declares is gathered once; how near names are only
 * when the first of them is missing.
 */
export function requirementProblems(
  dag: DagDeclaration,
  elsewhere: Elsewhere,
): (task: TaskDeclaration) => readonly Problem[] {
  const declared = new Set(dag.tasks.map((task) => task.name));
  let finder: NearestFinder | undefined;
  const suggest: NearestFinder = (wanted, except) => {
    finder ??= nearest([...declared].filter((name) => name !== undefined));
    return finder(wanted, except);
  };

  return (task) => {
    const judged = new Set<string>();
    return task.requires.flatMap((required) => {
      const found = judge(task, required);
      if (found === null) return [];
      const key = JSON.stringify([required.dag ?? dag.name, required.name]);
      if (judged.has(key)) return [];
      judged.add(key);
      return found;
    });
  };

  function judge(task: TaskDeclaration, required: Requirement): Problem | null {
    const home = required.dag ?? dag.name;
    if (home === dag.name && required.name !== task.name && declared.has(required.name)) return null;
    const details = { location: required.location ?? task.location, dag: dag.name, task: task.name };
    const claim = `${task.name === undefined ? "A task without a name" : `Task ${quote(task.name)}`} requires`;
    if (home !== dag.name) {
      const namesake = declared.has(required.name) && required.name !== task.name ? required.name : null;
      return problem("task.other-dag-requirement", otherDag(claim, required.name, home), {
        ...details,
        suggestion: namesake,
      });
    }
    if (required.name === task.name) {
      return problem("task.self-requirement", `${claim} itself. Remove the requirement.`, details);
    }
    if (isOfUnnamedTask(required)) return null;
    const stranger = required.dag === undefined ? elsewhere(required.name, dag.name) : undefined;
    if (stranger !== undefined) {
      return problem("task.other-dag-requirement", otherDag(claim, required.name, stranger), details);
    }
    const suggestion = suggest(required.name, task.name);
    const hint = suggestion === undefined ? "" : ` Did you mean ${quote(suggestion)}?`;
    const message = `${claim} ${quote(required.name)}, which does not exist.${hint}`;
    return problem("task.unknown-requirement", message, { ...details, suggestion: suggestion ?? null });
  }

  /** A reference to a task that has no name: `task.unnamed` says so already. */
  function isOfUnnamedTask(required: Requirement): boolean {
    return required.dag !== undefined && required.name === "" && declared.has(undefined);
  }

  function otherDag(claim: string, required: string, home: string): string {
    const rule = `A task can only require tasks of its own DAG, ${quote(dag.name)}.`;
    return `${claim} ${quote(required)}, which is a task of DAG ${quote(home)}. ${rule}`;
  }
}
