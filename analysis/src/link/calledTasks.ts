import type { CallFact, DagFact, Facts, TaskFact } from "../source/facts.ts";
import type { Files } from "./files.ts";
import type { Env, Found, Instance } from "./found.ts";
import { taskKey, type Finding, type LinkedTask } from "./linked.ts";
import { unsure } from "./linkDeclared.ts";
import { linkTask } from "./linkTask.ts";
import type { Resolver } from "./resolver.ts";
import { siteOf, type Site } from "./site.ts";
import { dagOf, ownDag } from "./taskIdentity.ts";
import { tellsByCall } from "./tellsByCall.ts";

/** Deeper chains of helpers are no simple helpers any more. */
const DEEPEST = 8;
/** More calls come from chains that branch at every step. */
const MOST_CALLS = 5_000;

/** What the calls of one file declare. */
export interface CalledTasks {
  readonly tasks: readonly LinkedTask[];
  /** The declarations in functions that these calls run. */
  readonly made: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

/** What stands in one function. */
interface Inside {
  readonly tasks: TaskFact[];
  readonly calls: CallFact[];
  readonly dags: DagFact[];
}

/** Follows the calls that loading a file makes, and what is made with `new`, to the tasks that these declare. */
export function calledTasks(resolver: Resolver, files: Files, file: string): CalledTasks {
  return new Calls(resolver, files, file).followed();
}

class Calls {
  readonly #resolver: Resolver;
  readonly #files: Files;
  readonly #file: string;
  readonly #tasks: LinkedTask[] = [];
  readonly #made = new Set<string>();
  readonly #findings: Finding[] = [];
  readonly #insides = new Map<Facts, ReadonlyMap<string, Inside>>();
  readonly #running = new Set<string>();
  /** Where this file makes the call that is being followed. */
  #site: Site;
  #count = 0;

  constructor(resolver: Resolver, files: Files, file: string) {
    this.#resolver = resolver;
    this.#files = files;
    this.#file = file;
    this.#site = siteOf(file, 0);
  }

  followed(): CalledTasks {
    const { calls, dags } = this.#files.facts(this.#file);
    for (const call of calls) if (call.within === null) this.#call(call, this.#file, null, true);
    for (const dag of dags) if (dag.within === null) this.#new(dag, this.#file, null, true);
    return { tasks: this.#tasks, made: this.#made, findings: this.#findings };
  }

  #call({ of, args, branch }: CallFact, file: string, env: Env | null, isSure: boolean): void {
    const callee = this.#resolver.resolve(of, file, env);
    const { head, file: home } = callee;
    if (head.kind !== "function") return;
    if (file === this.#file && env === null) this.#site = siteOf(file, of.at);
    this.#resolver.visited.add(home);
    const given = args.map((one) => this.#resolver.resolve(one, file, env));
    this.#run({ file: home, fn: head.id, args: given, outer: callee.env }, isSure && branch === null);
  }

  #new(dag: DagFact, file: string, env: Env | null, isSure: boolean): void {
    const found: Found = { head: { kind: "dag", id: dag.id, at: dag.at }, file, env };
    if (file === this.#file && env === null) this.#site = siteOf(file, dag.wordAt);
    const seen = new Set<unknown>();
    let made: Instance | null = this.#resolver.instances.of(found);
    while (made !== null && made.env !== null && !seen.has(made.fact)) {
      seen.add(made.fact);
      this.#run(made.env, isSure && dag.branch === null);
      made = this.#resolver.instances.baseOf(made.file, made.fact, made.env);
    }
  }

  #run(env: Env, isSure: boolean): void {
    const key = taskKey(env.file, env.fn);
    const inside = this.#inside(env.file).get(env.fn);
    if (inside === undefined || ++this.#count > MOST_CALLS) return;
    const isAgain = this.#running.has(key) || this.#running.size >= DEEPEST;
    // What calls itself is called with what nobody knows.
    const now = isAgain ? { ...env, args: env.args.map(unknown) } : env;
    for (const fact of inside.tasks) this.#task(fact, now, isSure && !isAgain);
    if (isAgain) return;
    this.#running.add(key);
    for (const call of inside.calls) this.#call(call, env.file, env, isSure);
    for (const dag of inside.dags) this.#new(dag, env.file, env, isSure);
    this.#running.delete(key);
  }

  #task(fact: TaskFact, env: Env, isSure: boolean): void {
    const { file } = env;
    const dag = dagOf(this.#resolver, fact, file, env);
    if (dag === null) {
      if (!fact.isTyped && this.#resolver.resolve(fact.callee, file, env).head.kind !== "unknown") return;
      const text = "This call declares a task, of a DAG that is not known before the module runs.";
      this.#findings.push({ code: "task.unresolved", text, site: this.#site });
      return;
    }
    this.#made.add(taskKey(file, fact.id));
    // It is a task of its DAG wherever it stands, and stands there once.
    if (ownDag(this.#resolver, fact, file)?.within === fact.within || !tellsByCall(this.#resolver, fact, file)) return;
    const linked = linkTask(this.#resolver, fact, { file, env, dag });
    this.#tasks.push({ ...(isSure && fact.branch === null ? linked : unsure(linked)), isCalled: true });
  }

  #inside(file: string): ReadonlyMap<string, Inside> {
    const facts = this.#files.facts(file);
    const known = this.#insides.get(facts);
    if (known !== undefined) return known;
    const insides = new Map<string, Inside>();
    const of = (within: string): Inside => {
      const inside = insides.get(within) ?? { tasks: [], calls: [], dags: [] };
      insides.set(within, inside);
      return inside;
    };
    for (const fact of facts.tasks) if (fact.within !== null) of(fact.within).tasks.push(fact);
    for (const call of facts.calls) if (call.within !== null) of(call.within).calls.push(call);
    for (const dag of facts.dags) if (dag.within !== null) of(dag.within).dags.push(dag);
    this.#insides.set(facts, insides);
    return insides;
  }
}

function unknown({ head, file, env }: Found): Found {
  // A DAG that is handed on stays what it is.
  const isThing = head.kind === "dag" || head.kind === "task" || head.kind === "function";
  return isThing ? { head, file, env } : { head: { kind: "unknown", at: 0 }, file, env };
}
