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

/** Those of some names that are no public methods of a class. */
type Missing<This, Names extends string> = Names extends keyof This
  ? This[Names] extends (...given: never[]) => unknown
    ? never
    : Names
  : Names;

/** Nothing more to ask of a class that has a method for each name; of any other a property whose name is the error. */
type Requiring<This, Names extends string> = string extends Names
  ? unknown
  : [Missing<This, Names>] extends [never]
    ? unknown
    : { readonly "`requires` names no public method of this class": Missing<This, Names> };

type InputsFrom<This, Names extends string> = [Names] extends [never]
  ? AnyInputs
  : string extends Names
    ? AnyInputs
    : Inputs<This, Names & keyof This>;

type RootMethod<This> = (this: This, inputs: AnyInputs, context: AnyContext) => unknown;

/** Decorates a method; the class must have a method for each name in `requires`. */
type TaskDecorator<Requires extends readonly string[]> = <
  This,
  Method extends (this: This, inputs: InputsFrom<This, Requires[number]>, context: AnyContext) => unknown,
>(
  method: Method,
  context: ClassMethodDecoratorContext<This, Method> & Requiring<This, Requires[number]>,
) => void;

/**
 * Makes a method of a class decorated with `@dag` a task: `@task`, `@task()`, `@task("name")`, `@task({ requires })` or
 * `@task("name", { requires })`. The name defaults to the method's. The method stays as it was, so a unit test calls it
 * directly.
 *
 * **What a text in `requires` means.** It is the name of a method: its task is required, whatever that is named. Only if
 * no task of the class decorated with `@dag`, inherited ones included, is a method of that name, it is the name of a
 * task; the types know no names of tasks, so one that is not also a method's is written `"name" as string`. Snapshots
 * hold the names of tasks in either case.
 *
 * **Under which key an input arrives.** Under the text that `requires` has for it. A run that follows an older snapshot
 * may bring results that `requires` no longer names: each under the name of its method, or the name of its task where
 * the class has no such task. A method that requires nothing gets its inputs as they come.
 *
 * ```ts
 * @task("extract_v2") async extract() { ... }
 * @task({ requires: ["extract"] }) async load({ extract }: Inputs<DailyEtl, "extract">) { ... }
 * ```
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
