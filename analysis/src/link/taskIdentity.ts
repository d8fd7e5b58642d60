import { describeValue } from "orchex/dag";
import type { DagFact, TaskFact } from "../source/facts.ts";
import type { Env, Found } from "./found.ts";
import { dagKey, type DagKey, type LinkedTask } from "./linked.ts";
import { plainValue, UNKNOWN } from "./options.ts";
import type { Resolver } from "./resolver.ts";
import { siteOf, type Site } from "./site.ts";

/** Which task a declaration makes. */
export interface TaskIdentity extends TaskNaming {
  readonly dag: DagKey | null;
}

export type TaskNaming = Pick<LinkedTask, "name" | "nameKind" | "nameSite" | "textSite">;

export interface TaskArguments {
  readonly name: Found | null;
  readonly nameSite: Site | null;
  readonly isNameWritten: boolean;
  readonly optionsAt: number | null;
  /** What stands where only a name or options can, and is neither as far as is known. */
  readonly unresolved: Site | null;
  /** What is wrong with that, if that much is known. */
  readonly fault: string | null;
}

/** The task that a reference leads to, or null when it leads to none. */
export function taskIdentity(resolver: Resolver, { head, file, env }: Found): TaskIdentity | null {
  if (head.kind !== "task") return null;
  const fact = resolver.taskFact(file, head.id);
  if (fact === undefined || fact.owner !== null) return null;
  const dag = dagOf(resolver, fact, file, env);
  return dag === null ? null : { dag, ...taskName(resolver, fact, file, env) };
}

/** The DAG whose `task` is called. */
export function dagOf(resolver: Resolver, fact: TaskFact, file: string, env: Env | null): DagKey | null {
  const receiver = resolver.resolve(fact.callee, file, env);
  return receiver.head.kind === "dag" && isDag(resolver, receiver) ? dagKey(receiver.file, receiver.head.id) : null;
}

/** Whether what is constructed is a `Dag` of ours, or of a class that extends it and takes the same arguments. */
export function isDag(resolver: Resolver, { head, file }: Found): boolean {
  if (head.kind !== "dag") return false;
  const fact = resolver.dagFact(file, head.id);
  return fact !== undefined && isDagClass(resolver, resolver.resolve(fact.callee, file), 0);
}

/** The declaration of the DAG whose `task` is called, if it is in the same file. */
export function ownDag(resolver: Resolver, fact: TaskFact, file: string): DagFact | null {
  const { head, file: home } = resolver.resolve(fact.callee, file);
  return head.kind === "dag" && home === file ? (resolver.dagFact(file, head.id) ?? null) : null;
}

export function isDagClass(resolver: Resolver, { head, file }: Found, depth = 0): boolean {
  if (head.kind === "orchex") return head.name === "Dag";
  if (head.kind !== "class" || depth > 20) return false;
  const fact = resolver.classFact(file, head.id);
  if (fact === undefined || fact.base === null) return false;
  return isDagClass(resolver, resolver.resolve(fact.base, file), depth + 1);
}

/** Reads name and options from what stands before the function, as the runtime does. */
export function taskArguments(resolver: Resolver, fact: TaskFact, file: string, env: Env | null): TaskArguments {
  const none: TaskArguments = {
    name: null,
    nameSite: null,
    isNameWritten: false,
    optionsAt: null,
    unresolved: null,
    fault: null,
  };
  const [first, second] = fact.args;
  if (first === undefined) return none;
  const found = resolver.resolve(first, file, env);
  const { kind } = found.head;
  const nameSite = siteOf(file, first.at);
  const isNone = found.head.kind === "constant" && found.head.text === "undefined";
  if (second !== undefined || kind === "text") {
    const isNameWritten = first.kind === "text";
    return {
      ...none,
      name: isNone ? null : found,
      nameSite,
      isNameWritten,
      optionsAt: second === undefined ? null : 1,
    };
  }
  if (kind === "object") return { ...none, optionsAt: 0 };
  if (isNone) return none;
  const plain = plainValue(found);
  const fault = plain === UNKNOWN ? null : `the options must be an object (got ${describeValue(plain)})`;
  return { ...none, unresolved: nameSite, fault };
}

/** Where a text is written out; null for one that is put together. */
export function writtenSite({ head, file }: Found): Site | null {
  return head.kind !== "text" || head.isComputed === true ? null : siteOf(file, head.at);
}

export function taskName(resolver: Resolver, fact: TaskFact, file: string, env: Env | null): TaskNaming {
  const { name, nameSite, isNameWritten, unresolved } = taskArguments(resolver, fact, file, env);
  if (name !== null && nameSite !== null) {
    const nameKind = isNameWritten ? "string" : "constant";
    if (name.head.kind !== "text") return { name: null, nameKind, nameSite, textSite: null };
    return { name: name.head.text, nameKind, nameSite, textSite: isNameWritten ? nameSite : writtenSite(name) };
  }
  if (unresolved !== null) return { name: null, nameKind: "none", nameSite: unresolved, textSite: null };
  if (fact.method !== null) {
    const site = siteOf(file, fact.method.at);
    return { name: fact.method.name, nameKind: "method", nameSite: site, textSite: site };
  }
  const word = siteOf(file, fact.wordAt);
  // Without a function the declaration is not finished, or wrong in a way that the compiler tells.
  if (fact.fn === null) return { name: null, nameKind: "none", nameSite: word, textSite: null };
  const fn = resolver.resolve(fact.fn, file, env);
  if (fn.head.kind !== "function") return { name: null, nameKind: "none", nameSite: word, textSite: null };
  if (fn.head.name === null) return { name: undefined, nameKind: "none", nameSite: word, textSite: null };
  const isHere = fact.fn.kind === "function" && fn.head.nameAt !== null;
  const site = isHere ? siteOf(file, fn.head.nameAt ?? fact.wordAt) : siteOf(file, fact.fn.at);
  const textSite = fn.head.nameAt === null ? null : siteOf(fn.file, fn.head.nameAt);
  return { name: fn.head.name, nameKind: "function", nameSite: site, textSite };
}
