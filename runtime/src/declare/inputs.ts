import type { Jsonify } from "./jsonify.ts";

/**
 * The inputs of a task that is a method: the results of the named methods of its class, as JSON gives them back. The
 * names are those of methods, whatever names their tasks were given.
 *
 * ```ts
 * @task({ requires: ["extract"] })
 * async classify({ extract }: Inputs<DailyEtl, "extract">) { ... }
 * ```
 */
export type Inputs<Class, Names extends keyof Class> = {
  readonly [Name in Names]: Class[Name] extends (...given: never[]) => infer Out ? Jsonify<Awaited<Out>> : never;
};
