import type { Problem } from "../dag/problem.ts";
import { link } from "../dag/link.ts";
import type { DagDeclaration } from "../dag/model.ts";
import { order } from "../dag/order.ts";
import { renderAscii } from "../dag/renderAscii.ts";
import { roots } from "../dag/roots.ts";
import { bareContext } from "./bareContext.ts";
import { callSite } from "./callSite.ts";
import type { TaskContext } from "./context.ts";
import { dagHead } from "./dagHead.ts";
import { DAG } from "./dagOf.ts";
import { declarationOf, type DagDefinition, type TaskDefinition } from "./definition.ts";
import type { DagOptions, TaskOptions } from "./options.ts";
import { registerTask } from "./registerTask.ts";
import { soundDag } from "./soundDag.ts";
import { TASK, type InputsOf, type RequirementLike, type Task } from "./task.ts";
import { taskDefinition } from "./taskDefinition.ts";

type Body<In, Out, Deps> = (inputs: In, context: TaskContext<Deps>) => Out;

type RunInputs = Readonly<Record<string, unknown>>;

/** What is required by name only may be annotated as the body knows it. */
// oxlint-disable-next-line typescript/no-explicit-any -- an annotation must be able to narrow what no reference types
type Annotated<Requires extends readonly RequirementLike[]> = InputsOf<Requires, any>;

/**
 * A named graph of tasks. The name is its durable id: snapshots and runs are stored under it.
 *
 * ```ts
 * export const etl = new Dag("daily_etl", { timeout: "1h" });
 * export const extract = etl.task("extract", async (inputs: { uri: string }) => ({ text: inputs.uri }));
 * export const load = etl.task("load", { requires: [extract] }, async ({ extract }) => extract.text.length);
 * ```
 *
 * Throws `dag.invalid-name` for a name that cannot be stored and `task.invalid-option` for a wrong option. What depends
 * on the whole graph (unknown requirements, cycles) is found by `validate`, since tasks may stand in many modules.
 */
export class Dag<Deps = unknown> {
  readonly name: string;
  readonly [DAG]: DagDefinition;
  readonly #definitions = new Map<string, TaskDefinition>();
  readonly #tasks = new Map<string, Task>();

  constructor(name: string, options?: DagOptions<Deps>) {
    this.name = name;
    this[DAG] = { ...dagHead(name, options, callSite(new.target)), tasks: this.#definitions };
  }

  /**
   * Declares a task. The name defaults to the function's; an inline arrow has none. With `requires` the first
   * parameter is the results of the required tasks by name, without it the run's inputs.
   *
   * Throws `task.unnamed`, `task.invalid-name`, `task.duplicate-name` or `task.invalid-option`.
   */
  task<Out, In = RunInputs>(fn: Body<In, Out, Deps>): Task<string, In, Out>;
  task<const Name extends string, Out, In = RunInputs>(name: Name, fn: Body<In, Out, Deps>): Task<Name, In, Out>;
  task<Out, In = RunInputs>(options: TaskOptions<readonly [], Deps>, fn: Body<In, Out, Deps>): Task<string, In, Out>;
  task<const Name extends string, Out, In = RunInputs>(
    name: Name,
    options: TaskOptions<readonly [], Deps>,
    fn: Body<In, Out, Deps>,
  ): Task<Name, In, Out>;
  task<const Requires extends readonly RequirementLike[], Out>(
    options: TaskOptions<Requires, Deps>,
    fn: Body<InputsOf<Requires>, Out, Deps>,
  ): Task<string, InputsOf<Requires>, Out>;
  task<const Requires extends readonly RequirementLike[], Out>(
    options: TaskOptions<Requires, Deps>,
    fn: Body<Annotated<Requires>, Out, Deps>,
  ): Task<string, Annotated<Requires>, Out>;
  task<const Name extends string, const Requires extends readonly RequirementLike[], Out>(
    name: Name,
    options: TaskOptions<Requires, Deps>,
    fn: Body<InputsOf<Requires>, Out, Deps>,
  ): Task<Name, InputsOf<Requires>, Out>;
  task<const Name extends string, const Requires extends readonly RequirementLike[], Out>(
    name: Name,
    options: TaskOptions<Requires, Deps>,
    fn: Body<Annotated<Requires>, Out, Deps>,
  ): Task<Name, Annotated<Requires>, Out>;
  task(...given: readonly unknown[]): unknown {
    // oxlint-disable-next-line typescript/unbound-method -- only compared with the functions of the stack
    const definition = taskDefinition(this[DAG], given, callSite(Dag.prototype.task));
    registerTask(this.name, this.#definitions, definition);
    const task = this.#callable(definition);
    this.#tasks.set(definition.name, task);
    return task;
  }

  /** The declared tasks, in declaration order. */
  get tasks(): readonly Task[] {
    return [...this.#tasks.values()];
  }

  get(name: string): Task | undefined {
    return this.#tasks.get(name);
  }

  /** The names of the tasks that require nothing, in declaration order. Throws `dag.invalid`. */
  roots(): readonly string[] {
    return roots(soundDag(this[DAG]));
  }

  /** The names of all tasks, each after everything it requires. Throws `dag.invalid`. */
  order(): readonly string[] {
    return order(soundDag(this[DAG]));
  }

  /** Everything that is wrong with the DAG as it stands now; empty if nothing is. */
  validate(): readonly Problem[] {
    return link(declarationOf(this[DAG])).problems;
  }

  declaration(): DagDeclaration {
    return declarationOf(this[DAG]);
  }

  /** A drawing of the DAG as text. */
  display(): string {
    return renderAscii(link(declarationOf(this[DAG])).graph);
  }

  #callable({ name, run }: TaskDefinition): Task {
    const { deps } = this[DAG];
    const call = (inputs: never, given: Partial<TaskContext> = {}) =>
      run(inputs, bareContext({ dag: this.name, task: name, ...given }, deps !== undefined));
    Object.defineProperty(call, "name", { value: name });
    return Object.assign(call, { taskName: name, [TASK]: { dag: this.name, name } });
  }
}
