import type { Requirement } from "../dag/model.ts";
import type { TaskDefinition } from "./definition.ts";

/** The tasks of a class by the names of their methods; a method that has a symbol for its name has none. */
export type MethodNames = ReadonlyMap<string, string>;

/**
 * A task as everybody but its class knows it: it requires tasks by their names and is handed their results under these,
 * where the method that was decorated speaks of methods. The rule stands at `task` in taskDecorator.ts.
 */
export function namedByTask(written: TaskDefinition, tasks: MethodNames): TaskDefinition {
  const { requires } = written.declaration;
  if (requires.length === 0) return written;
  const named = requires.map((one) => (one.dag === undefined ? { ...one, name: taskOf(one, tasks) } : one));
  const keys = keysOf(requires, tasks);
  const run: TaskDefinition["run"] = (inputs, context) => written.run(renamed(inputs, keys), context);
  return { ...written, declaration: { ...written.declaration, requires: named }, ...(keys.length > 0 && { run }) };
}

function taskOf({ name, dag }: Requirement, tasks: MethodNames): string {
  return dag === undefined ? (tasks.get(name) ?? name) : name;
}

type Key = readonly [key: string, task: string];

/**
 * The keys of all tasks of the class; none if each is the task's name. What `requires` has comes last, after what only an
 * older snapshot may bring.
 */
function keysOf(requires: readonly Requirement[], tasks: MethodNames): readonly Key[] {
  const wanted = requires.map((one): Key => [one.name, taskOf(one, tasks)]);
  const older = [...tasks].filter(([, name]) => wanted.every(([, task]) => task !== name));
  return [...older, ...wanted].some(([key, task]) => key !== task) ? [...older, ...wanted] : [];
}

/** What has no key comes first, so that it cannot take the place of what has one. */
function renamed(inputs: unknown, keys: readonly Key[]): unknown {
  if (typeof inputs !== "object" || inputs === null) return inputs;
  const handed = new Map<string, unknown>(Object.entries(inputs));
  const keyed = keys.filter(([, task]) => handed.has(task)).map(([key, task]) => [key, handed.get(task)] as const);
  const known = new Set(keys.map(([, task]) => task));
  return Object.fromEntries([...[...handed].filter(([name]) => !known.has(name)), ...keyed]);
}
