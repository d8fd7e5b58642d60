import { quote } from "orchex/dag";
import type { ClassFact, TaskFact } from "../source/facts.ts";
import { judgeDagOptions } from "./judgeOptions.ts";
import { dagKey, type Finding, type LinkedDag, type LinkedTask } from "./linked.ts";
import { linkTask } from "./linkTask.ts";
import type { Resolver } from "./resolver.ts";
import { siteOf } from "./site.ts";

/** Longer chains of classes lead in circles. */
const LONGEST_CHAIN = 50;

interface Method {
  readonly fact: TaskFact;
  readonly file: string;
}

/** The DAG that a class is, or null if no decorator of ours makes it one. */
export function linkClass(
  resolver: Resolver,
  fact: ClassFact,
  file: string,
  exportName: string | null,
): { readonly dag: LinkedDag; readonly tasks: readonly LinkedTask[] } | null {
  const decorator = fact.decorators.find(({ callee }) => isOurs(resolver, callee, file, "dag"));
  if (decorator === undefined) return null;
  const key = dagKey(file, fact.id);
  const [nameArgument, optionsArgument] = decorator.args;
  const named = nameArgument === undefined ? null : resolver.resolve(nameArgument, file);
  const name = named?.head.kind === "text" ? named.head.text : null;
  const shownName = name ?? fact.name ?? "";
  const judged =
    optionsArgument === undefined
      ? null
      : judgeDagOptions(resolver, resolver.resolve(optionsArgument, file), `DAG ${quote(shownName)}`);
  const nameSite = siteOf(file, nameArgument?.at ?? decorator.at);
  const findings: Finding[] = [...(judged?.findings ?? [])];
  const methods = methodsOf(resolver, fact, file, findings);
  const dag: LinkedDag = {
    key,
    file,
    style: "class",
    name,
    shownName,
    timeoutMs: judged?.policy.timeoutMs ?? null,
    at: fact.at,
    nameSite,
    exportName,
    isTopLevel: exportName !== null,
    findings,
  };
  const tasks = methods.map(({ fact: method, file: home }) =>
    linkTask(resolver, method, { file: home, env: null, dag: key }),
  );
  return { dag, tasks: namedByTask(tasks) };
}

/** A method decorated with our `@task`. */
export function isTaskMethod(resolver: Resolver, fact: TaskFact, file: string): boolean {
  return fact.owner !== null && isOurs(resolver, fact.callee, file, "task");
}

/** Those of base classes first, each replaced by one of the same name, as the runtime does. */
function methodsOf(resolver: Resolver, start: ClassFact, from: string, findings: Finding[]): readonly Method[] {
  const chain: { readonly fact: ClassFact; readonly file: string }[] = [];
  let fact: ClassFact | undefined = start;
  let file = from;
  while (fact !== undefined && chain.length < LONGEST_CHAIN) {
    chain.unshift({ fact, file });
    if (fact.base === null) break;
    const base = resolver.resolve(fact.base, file);
    if (base.head.kind !== "class") {
      const text = "The base class of this DAG is not known from its source: it may have tasks.";
      if (base.head.kind !== "foreign") {
        findings.push({ code: "task.unresolved", text, site: siteOf(file, fact.base.at), isOpen: true });
      }
      break;
    }
    fact = resolver.classFact(base.file, base.head.id);
    file = base.file;
    resolver.visited.add(file);
  }
  const methods = new Map<string, Method>();
  for (const { fact: owner, file: home } of chain) {
    for (const method of resolver.methods(home, owner.id)) {
      if (isTaskMethod(resolver, method, home))
        methods.set(method.method?.name ?? method.id, { fact: method, file: home });
      else if (makesTask(resolver, method, home)) {
        const text = "What this decorator makes of the method is not known from its source: it may be a task.";
        findings.push({ code: "task.unresolved", text, site: siteOf(home, method.wordAt), isOpen: true });
      }
    }
  }
  return [...methods.values()];
}

/** Whether a decorator is a function of the workspace that hands on what our `task` gives. */
function makesTask(resolver: Resolver, fact: TaskFact, file: string): boolean {
  const { head, file: home, env } = resolver.resolve(fact.callee, file);
  if (head.kind !== "function" || head.returns?.kind !== "call") return false;
  const { head: called } = resolver.resolve(head.returns.of, home, env);
  return called.kind === "orchex" && called.name === "task";
}

function isOurs(resolver: Resolver, callee: TaskFact["callee"], file: string, name: "dag" | "task"): boolean {
  const { head } = resolver.resolve(callee, file);
  return head.kind === "orchex" && head.name === name;
}

/**
 * A text in `requires` is the name of a method of the class, whatever its task is named; only if no task is a method of
 * that name is it the name of a task.
 */
function namedByTask(tasks: readonly LinkedTask[]): readonly LinkedTask[] {
  const names = new Map<string, LinkedTask>();
  for (const task of tasks) if (task.method !== null) names.set(task.method, task);
  return tasks.map((task) => ({
    ...task,
    requirements: task.requirements.map((required) => {
      const method = required.kind === "string" && required.name !== null ? names.get(required.name) : undefined;
      if (method === undefined) return required;
      return { ...required, key: required.name ?? "", name: method.name ?? null };
    }),
  }));
}
