import { callSite } from "./callSite.ts";
import { classTasks } from "./classTasks.ts";
import type { TaskContext } from "./context.ts";
import { DAG } from "./dagOf.ts";
import { dagHead, type DagHead } from "./dagHead.ts";
import type { DagDefinition, TaskDefinition } from "./definition.ts";
import { namedByTask } from "./methodNames.ts";
import type { DagOptions } from "./options.ts";
import { registerTask } from "./registerTask.ts";
import { assertStandard } from "./standardContext.ts";
import { taskDefinition } from "./taskDefinition.ts";

type Instance = Readonly<Record<PropertyKey, (inputs: unknown, context: TaskContext) => unknown>>;

/**
 * Makes a class a DAG whose tasks are its methods decorated with `@task`, and those of its base classes. The class is
 * instantiated without arguments, once per thread, when its first task runs there; methods see it as `this`.
 */
export function dag<Deps = unknown>(name: string, options?: DagOptions<Deps>) {
  const head = dagHead(name, options, callSite(dag));
  return function decorate<Class extends new () => object>(target: Class, context: ClassDecoratorContext<Class>): void {
    assertStandard("@dag", context);
    const value = classDefinition(head, target, context.metadata);
    Object.defineProperty(target, DAG, { value });
  };
}

function classDefinition(head: DagHead, target: new () => object, metadata: object): DagDefinition {
  let instance: Instance | undefined;
  const written = new Map<string | symbol, TaskDefinition>();
  for (const { method, name = method, options, location } of classTasks(metadata)) {
    const run: TaskDefinition["run"] = (inputs, context) => {
      instance ??= new target() as Instance;
      return instance[method]?.(inputs, context);
    };
    written.set(method, taskDefinition(head, [name, options, run], location));
  }
  const names = new Map(
    Array.from(written, ([method, { name }]) => [method, name] as const).filter(
      (entry): entry is [string, string] => typeof entry[0] === "string",
    ),
  );
  const tasks = new Map<string, TaskDefinition>();
  for (const task of written.values()) registerTask(head.name, tasks, namedByTask(task, names));
  return { ...head, tasks };
}
