import { nearest, problem, quote, type Problem } from "orchex/dag";
import type { DagLink } from "../link/linkDag.ts";
import type { LinkedRequirement, LinkedTask } from "../link/linked.ts";
import type { SourceText } from "../source/sourceText.ts";
import type { BodyUse } from "./bodyUse.ts";

/** The key under which the result of a requirement arrives. */
export function keyOf(required: LinkedRequirement): string | null {
  return required.key ?? required.name;
}

/**
 * Compares what a task reads from its inputs with what it requires. Silent while a requirement is not known or wrong:
 * that is a problem already. What gets the run's inputs may read anything.
 */
export function readProblems(task: LinkedTask, link: DagLink, use: BodyUse, source: SourceText): readonly Problem[] {
  const { name, requirements } = task;
  if (name === null || name === undefined || requirements.length === 0) return [];
  const isSound = requirements.every(
    (required) => required.name !== null && isOwn(required) && link.byName.has(required.name) && required.name !== name,
  );
  if (!isSound) return [];
  const keys = new Set(requirements.map(keyOf));
  const details = { dag: link.dag.shownName, task: name };
  const problems: Problem[] = [];
  const judged = new Set<string>();
  for (const { key, start, end } of use.reads) {
    if (keys.has(key) || judged.has(key) || Object.hasOwn(Object.prototype, key)) continue;
    judged.add(key);
    const isTask = link.byName.has(key) || link.tasks.some(({ method }) => method === key);
    const meant = isTask ? undefined : nearest([...keys].filter((one) => one !== null))(key);
    const advice = isTask
      ? "Add it to `requires`."
      : meant === undefined
        ? "Its inputs are the results of the tasks in `requires`."
        : `Did you mean ${quote(meant)}?`;
    problems.push(
      problem(
        "task.unrequired-input",
        `Task ${quote(name)} reads ${quote(key)}, which it does not require. ${advice}`,
        {
          ...details,
          location: source.location(start, end),
          suggestion: meant ?? null,
        },
      ),
    );
  }
  if (use.escapes || use.isStale || problems.length > 0) return problems;
  const read = new Set(use.reads.map(({ key }) => key));
  for (const required of requirements) {
    const key = keyOf(required);
    if (key === null || read.has(key)) continue;
    const message = `Task ${quote(name)} requires ${quote(key)} but never reads its result.`;
    problems.push(problem("task.unread-requirement", message, { ...details, location: required.site }));
  }
  return problems;

  function isOwn({ dag }: LinkedRequirement): boolean {
    return dag === null || dag === link.dag.key;
  }
}
