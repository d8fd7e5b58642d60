import { quote } from "orchex/dag";
import type { DagFact } from "../source/facts.ts";
import type { Files } from "./files.ts";
import { judgeDagOptions } from "./judgeOptions.ts";
import { isTaskMethod, linkClass } from "./linkClass.ts";
import { dagKey, type FileLinks, type Finding, type LinkedDag, type LinkedTask } from "./linked.ts";
import { linkTask } from "./linkTask.ts";
import { Resolver, type Env } from "./resolver.ts";
import { siteOf } from "./site.ts";
import { dagOf, isDag } from "./taskIdentity.ts";

/** Follows what one file declares to what it means in its workspace. */
export function linkFile(files: Files, file: string): FileLinks {
  const resolver = new Resolver(files);
  const facts = files.facts(file);
  const dags: LinkedDag[] = [];
  const tasks: LinkedTask[] = [];
  const findings: Finding[] = [];
  const exportNames = exportedDags(resolver, files, file);

  for (const fact of facts.dags) {
    const head = { kind: "dag", id: fact.id, at: fact.at } as const;
    if (!isDag(resolver, { head, file, env: null })) continue;
    dags.push(linkDagObject(resolver, fact, file, exportNames.get(fact.id) ?? null));
  }
  const inDag = new Set<string>();
  for (const fact of facts.classes) {
    const linked = linkClass(resolver, fact, file, exportNames.get(fact.id) ?? null);
    if (linked === null) continue;
    dags.push(linked.dag);
    tasks.push(...linked.tasks);
    for (const task of linked.tasks) if (task.file === file) inDag.add(task.id);
  }
  for (const fact of facts.tasks) {
    if (fact.owner !== null) {
      // A method of a class that is no DAG itself; the DAGs that extend it have it too.
      if (!inDag.has(fact.id) && isTaskMethod(resolver, fact, file)) {
        tasks.push(linkTask(resolver, fact, { file, env: null, dag: null }));
      }
      continue;
    }
    const dag = dagOf(resolver, fact, file, null);
    if (dag !== null) tasks.push(linkTask(resolver, fact, { file, env: null, dag }));
    else if (fact.isTyped) tasks.push(floating(resolver, fact, file));
  }
  for (const { dag, at } of facts.loose) {
    const found = resolver.resolve(dag, file);
    if (found.head.kind !== "dag" || !isDag(resolver, found)) continue;
    const text = "What is done with this function is not known from its source: it may declare tasks.";
    findings.push({ code: "task.unresolved", text, site: siteOf(file, at), dag: dagKey(found.file, found.head.id) });
  }
  tasks.push(...calledTasks(resolver, files, file));
  const byPlace = dags.sort((a, b) => files.start(file, a.at) - files.start(file, b.at));
  const { visited, asked, missed } = resolver;
  return { dags: byPlace, tasks, findings, visited, asked, missed };
}

/** Under which name each DAG is exported, by its id. */
function exportedDags(resolver: Resolver, files: Files, file: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [name, value] of Object.entries(files.facts(file).exports)) {
    if (value.kind === "import") continue;
    const found = resolver.resolve(value, file);
    const { head } = found;
    if (name === "=" && head.kind === "object") {
      for (const { name: inner, value: member } of head.properties) {
        const { head: one, file: home } = resolver.resolve(member, found.file);
        const isOurs = (one.kind === "dag" || one.kind === "class") && home === file && inner !== null;
        if (isOurs && !names.has(one.id)) names.set(one.id, inner);
      }
    } else if ((head.kind === "dag" || head.kind === "class") && found.file === file && !names.has(head.id)) {
      names.set(head.id, name === "=" ? "default" : name);
    }
  }
  return names;
}

function linkDagObject(resolver: Resolver, fact: DagFact, file: string, exportName: string | null): LinkedDag {
  const [nameArgument, optionsArgument] = fact.args;
  const named = nameArgument === undefined ? null : resolver.resolve(nameArgument, file);
  const name = named?.head.kind === "text" ? named.head.text : null;
  const shownName = name ?? exportName ?? fact.id.slice("dag:".length);
  const judged =
    optionsArgument === undefined
      ? null
      : judgeDagOptions(resolver, resolver.resolve(optionsArgument, file), `DAG ${quote(shownName)}`);
  const nameSite = siteOf(file, nameArgument?.at ?? fact.wordAt);
  const computed = "The name of this DAG is computed while the module runs: it is checked when the module is loaded.";
  const isComputed = name === null && nameArgument !== undefined;
  return {
    key: dagKey(file, fact.id),
    file,
    style: "object",
    name,
    shownName,
    timeoutMs: judged?.policy.timeoutMs ?? null,
    at: fact.at,
    nameSite,
    exportName,
    isTopLevel: fact.isTopLevel,
    findings: [
      ...(isComputed ? [{ code: "task.unresolved" as const, text: computed, site: nameSite }] : []),
      ...(judged?.findings ?? []),
    ],
  };
}

/** A task whose DAG is only known where its function is called. */
function floating(resolver: Resolver, fact: Parameters<typeof linkTask>[1], file: string): LinkedTask {
  return linkTask(resolver, fact, { file, env: null, dag: null });
}

/** The tasks that functions of other places declare for the DAGs that this file hands to them. */
function calledTasks(resolver: Resolver, files: Files, file: string): readonly LinkedTask[] {
  return files.facts(file).calls.flatMap(({ of, args }) => {
    const callee = resolver.resolve(of, file);
    const { head, file: home } = callee;
    if (head.kind !== "function") return [];
    resolver.visited.add(home);
    const env: Env = { file: home, fn: head.id, args: args.map((one) => resolver.resolve(one, file)), outer: null };
    return files.facts(home).tasks.flatMap((fact) => {
      if (fact.owner !== null) return [];
      const receiver = resolver.resolve(fact.callee, home);
      if (receiver.head.kind !== "parameter" || receiver.head.fn !== head.id) return [];
      const dag = dagOf(resolver, fact, home, env);
      return dag === null ? [] : [{ ...linkTask(resolver, fact, { file: home, env, dag }), isCalled: true }];
    });
  });
}
