import { calledTasks } from "./calledTasks.ts";
import type { Files } from "./files.ts";
import { isTaskMethod, linkClass } from "./linkClass.ts";
import { dagKey, type FileLinks, type Finding, type LinkedDag, type LinkedTask } from "./linked.ts";
import { linkDagObject } from "./linkDagObject.ts";
import { linkDeclared } from "./linkDeclared.ts";
import { linkTask } from "./linkTask.ts";
import { Resolver } from "./resolver.ts";
import { siteOf } from "./site.ts";
import { isDag } from "./taskIdentity.ts";

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
  const knowsOrchex = dags.length > 0 || facts.imports.includes("orchex");
  for (const fact of facts.tasks) {
    if (fact.owner !== null) {
      // A method of a class that is no DAG itself; the DAGs that extend it have it too.
      if (!inDag.has(fact.id) && isTaskMethod(resolver, fact, file)) {
        tasks.push(linkTask(resolver, fact, { file, env: null, dag: null }));
      }
      continue;
    }
    const linked = linkDeclared(resolver, fact, file, { knowsOrchex, isWhole: !facts.hasErrors });
    if (linked !== null) tasks.push(linked);
  }
  for (const { dag, at } of facts.loose) {
    const found = resolver.resolve(dag, file);
    if (found.head.kind !== "dag" || !isDag(resolver, found)) continue;
    const text = "What is done with this function is not known from its source: it may declare tasks.";
    findings.push({ code: "task.unresolved", text, site: siteOf(file, at), dag: dagKey(found.file, found.head.id) });
  }
  const called = calledTasks(resolver, files, file);
  tasks.push(...called.tasks);
  findings.push(...called.findings);
  const byPlace = dags.sort((a, b) => files.start(file, a.at) - files.start(file, b.at));
  const { visited, asked, missed } = resolver;
  return { dags: byPlace, tasks, made: called.made, findings, visited, asked, missed };
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
