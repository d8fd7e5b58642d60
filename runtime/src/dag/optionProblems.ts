import type { DagDeclaration, TaskDeclaration } from "./model.ts";
import { millisecondsFault, policyFaults } from "./policyFaults.ts";
import { problem, type Problem } from "./problem.ts";
import { quote } from "./quote.ts";

/** A job counts the dependencies it still waits for in a smallint. */
const MOST_TASKS = 32_767;

/** Every option of a task, or with `null` of the DAG itself, that is outside its range. */
export function optionProblems(dag: DagDeclaration, task: TaskDeclaration | null): readonly Problem[] {
  const name = task?.name ?? null;
  const owner =
    task === null ? `DAG ${quote(dag.name)}` : name === null ? "A task without a name" : `Task ${quote(name)}`;
  const location = task === null ? dag.location : task.location;
  const faults = task === null ? dagFaults(dag) : policyFaults(task.policy);
  return faults.map((fault) =>
    problem("task.invalid-option", `${owner}: ${fault}.`, { location, dag: dag.name, task: name }),
  );
}

function dagFaults(dag: DagDeclaration): readonly string[] {
  const faults: string[] = [];
  if (dag.tasks.length > MOST_TASKS) faults.push(`${dag.tasks.length} tasks are too many: at most ${MOST_TASKS}`);
  const timeoutFault = dag.timeoutMs === undefined ? null : millisecondsFault(dag.timeoutMs);
  if (timeoutFault !== null) faults.push(`timeout ${timeoutFault}`);
  return faults;
}
