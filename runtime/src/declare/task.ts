import type { TaskContext } from "./context.ts";
import type { Jsonify } from "./jsonify.ts";

/** Marks a task, in whichever copy of this package it was made. */
export const TASK = Symbol.for("orchex.task");

/** What the mark leads to. */
export interface TaskMark {
  readonly dag: string;
  readonly name: string;
}

/**
 * A declared task. Calling it runs its function with the inputs you give, which is all that a unit test needs; parts of
 * the context that are not given have defaults. In `requires` it is the reference that types the input.
 */
export interface Task<Name extends string = string, In = never, Out = unknown> {
  (inputs: In, context?: Partial<TaskContext>): Out;
  readonly taskName: Name;
  readonly [TASK]: TaskMark;
}

/** What `requires` takes: a task, or its name. */
export type RequirementLike = string | Task;

type NameOf<Required> = Required extends Task<infer Name> ? Name : Required extends string ? Required : never;

type ResultOf<Required, ByName> = Required extends Task<string, never, infer Out> ? Jsonify<Awaited<Out>> : ByName;

/** The inputs of a task: the result of each required task by its name. What is required by name only is unknown. */
export type InputsOf<Requires extends readonly RequirementLike[], ByName = unknown> = {
  readonly [Required in Requires[number] as NameOf<Required>]: ResultOf<Required, ByName>;
};
