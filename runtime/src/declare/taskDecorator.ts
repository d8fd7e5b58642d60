import { callSite } from "./callSite.ts";
import { addClassTask } from "./classTasks.ts";
import type { TaskContext } from "./context.ts";
import { declarationError } from "./declarationError.ts";
import { describeValue } from "./describeValue.ts";
import type { Inputs } from "./inputs.ts";
import type { TaskOptions } from "./options.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- a method narrows its context to its own deps
type AnyContext = TaskContext<any>;
// oxlint-disable-next-line typescript/no-explicit-any -- a method narrows what no requirement types
type AnyInputs = any;

type Methods<Names extends string> = string extends Names
  ? object
  : { readonly [Name in Names]: (...given: never[]) => unknown };

type InputsFrom<This, Names extends string> = [Names] extends [never]
  ? AnyInputs
  : string extends Names
    ? AnyInputs
    : Inputs<This, Names & keyof This>;

type RootMethod<This> = (this: This, inputs: AnyInputs, context: AnyContext) => unknown;

/** Decorates a method; the class must have a method for each name in `requires`. */
type TaskDecorator<Requires extends readonly string[]> = <
  This extends Methods<Requires[number]>,
  Method extends (this: This, inputs: InputsFrom<This, Requires[number]>, context: AnyContext) => unknown,
>(
  method: Method,
  context: ClassMethodDecoratorContext<This, Method>,
) => void;

/**
 * Makes a method of a class decorated with `@dag` a task: `@task`, `@task()`, `@task("name")`, `@task({ requires })` or
 * `@task("name", { requires })`. The name defaults to the method's. `requires` takes names of methods; a task that was
 * given another name is required as `"name" as string`. The method stays as it was, so a unit test calls it directly.
 */
export function task<This, Method extends RootMethod<This>>(
  method: Method,
  context: ClassMethodDecoratorContext<This, Method>,
): void;
export function task(name?: string): TaskDecorator<readonly []>;
export function task<const Requires extends readonly string[] = readonly []>(
  options: TaskOptions<Requires>,
): TaskDecorator<Requires>;
export function task<const Requires extends readonly string[] = readonly []>(
  name: string,
  options: TaskOptions<Requires>,
): TaskDecorator<Requires>;
export function task(...given: readonly unknown[]): unknown {
  const location = callSite(task);
  const [first, second] = given;
  // Bare, `@task` is handed the method itself; in the old form the class's prototype and the method's name.
  if (typeof first === "function" || (given.length === 3 && typeof first === "object")) {
    addClassTask({ method: first, context: second, name: undefined, options: undefined, location });
    return undefined;
  }
  const hasName = typeof first === "string" || given.length > 1;
  if (hasName && typeof first !== "string" && first !== undefined) {
    throw declarationError("task.invalid-name", `The name of a task must be a text (got ${describeValue(first)}).`);
  }
  const name = hasName ? first : undefined;
  const options = hasName ? second : first;
  return (method: unknown, context: unknown) => {
    addClassTask({ method, context, name, options, location });
  };
}
