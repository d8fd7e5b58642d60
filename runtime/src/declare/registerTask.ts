import { quote } from "../dag/quote.ts";
import { at, declarationError } from "./declarationError.ts";
import type { TaskDefinition } from "./definition.ts";

/** Adds a task to those of its DAG. Throws `task.duplicate-name`, with both places, if the name is taken. */
export function registerTask(dag: string, tasks: Map<string, TaskDefinition>, task: TaskDefinition): void {
  const { name } = task;
  const earlier = tasks.get(name);
  if (earlier !== undefined) {
    const [there, here] = [at(earlier.declaration.location), at(task.declaration.location)];
    const message = `DAG ${quote(dag)} already has a task ${quote(name)}${there}; the second one is here${here}.`;
    throw declarationError("task.duplicate-name", message, "Rename one of them.");
  }
  tasks.set(name, task);
}
