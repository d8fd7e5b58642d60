import type { SourceLocation } from "../dag/model.ts";
import { quote } from "../dag/quote.ts";
import { declarationError } from "./declarationError.ts";
import { assertStandard } from "./standardContext.ts";

/** A method that was decorated, before its class is. */
export interface ClassTask {
  readonly method: string | symbol;
  readonly name: unknown;
  readonly options: unknown;
  readonly location: SourceLocation | undefined;
}

type ClassTasks = Map<string | symbol, ClassTask>;

const CLASS_TASKS = Symbol.for("orchex.classTasks");

// TypeScript and other compilers hand metadata to decorators only where this exists; Node does not have it yet.
const symbols: object = Symbol;
if (!("metadata" in symbols)) {
  Object.defineProperty(Symbol, "metadata", { value: Symbol.for("Symbol.metadata"), configurable: true });
}

/** Notes a decorated method in the metadata of its class, where `@dag` finds it, also through other decorators. */
export function addClassTask(decorated: Omit<ClassTask, "method"> & { method: unknown; context: unknown }): void {
  const { method, context, ...rest } = decorated;
  assertStandard("@task", context);
  const shown = `@task on ${quote(String(context.name))}`;
  if (context.kind !== "method" || typeof method !== "function") {
    throw declarationError("task.invalid-option", `${shown}: a task is a method, not a ${context.kind}.`);
  }
  if (context["static"] === true || context["private"] === true) {
    const kind = context["static"] === true ? "static" : "private";
    throw declarationError("task.invalid-option", `${shown}: a ${kind} method cannot be a task.`);
  }
  const tasks = (
    Object.hasOwn(context.metadata, CLASS_TASKS) ? context.metadata[CLASS_TASKS] : new Map()
  ) as ClassTasks;
  context.metadata[CLASS_TASKS] = tasks.set(context.name, { method: context.name, ...rest });
}

/** The decorated methods of a class: those of its base classes first, each replaced by one of the same name. */
export function classTasks(metadata: object): readonly ClassTask[] {
  const tasks: ClassTasks = new Map();
  const chain: object[] = [];
  for (let one: object | null = metadata; one !== null; one = Object.getPrototypeOf(one) as object | null)
    chain.unshift(one);
  for (const one of chain) {
    if (!Object.hasOwn(one, CLASS_TASKS)) continue;
    for (const [method, task] of (one as Readonly<Record<symbol, unknown>>)[CLASS_TASKS] as ClassTasks)
      tasks.set(method, task);
  }
  return [...tasks.values()];
}
