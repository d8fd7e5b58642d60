import type { TaskFact } from "../source/facts.ts";
import type { LinkedTask } from "./linked.ts";
import { linkTask } from "./linkTask.ts";
import type { Resolver } from "./resolver.ts";
import { dagOf, isDagClass, ownDag } from "./taskIdentity.ts";
import { tellsByCall } from "./tellsByCall.ts";

/**
 * A call of something's `task` where it stands, whoever runs that. Null if it is none of ours. One in a function that
 * says more only when it is called has no DAG here; the calls make its tasks.
 */
export function linkDeclared(
  resolver: Resolver,
  fact: TaskFact,
  file: string,
  { knowsOrchex, isWhole }: { readonly knowsOrchex: boolean; readonly isWhole: boolean },
): LinkedTask | null {
  const dag = dagOf(resolver, fact, file, null);
  if (dag === null) {
    const mayBe = fact.isTyped || (knowsOrchex && isWhole && mayBeOurs(resolver, fact, file));
    if (!mayBe) return null;
    return linkTask(resolver, fact, { file, env: null, dag });
  }
  const home = ownDag(resolver, fact, file);
  // A DAG that is made where its task is has that task whenever it is made.
  const isTogether = home !== null && home.within === fact.within;
  if (!isTogether && fact.within !== null && tellsByCall(resolver, fact, file)) {
    return linkTask(resolver, fact, { file, env: null, dag: null });
  }
  const linked = linkTask(resolver, fact, { file, env: null, dag });
  if (!isWhole) return linked;
  const isSure = fact.branch === null || (isTogether && home.branch === fact.branch);
  return {
    ...(isSure ? linked : unsure(linked)),
    ...(!isTogether && fact.within !== null && { waits: true }),
  };
}

/** The same task, of which it is not known whether it is declared. */
export function unsure(task: LinkedTask): LinkedTask {
  // That its name is not known says as much.
  if (task.name === null) return task;
  const text =
    "Whether this task is declared is decided while the module runs: it is checked when the module is loaded.";
  return { ...task, findings: [...task.findings, { code: "task.unresolved", text, site: task.nameSite }] };
}

/** Whether what receives the call may be a DAG that is not known from the source. */
function mayBeOurs(resolver: Resolver, fact: TaskFact, file: string): boolean {
  const { head, file: home } = resolver.resolve(fact.callee, file);
  if (head.kind === "self") return isDagClass(resolver, { head: { ...head, kind: "class" }, file: home, env: null });
  return head.kind === "unknown" && !(fact.callee.kind === "unknown" && fact.callee.isUndeclared === true);
}
