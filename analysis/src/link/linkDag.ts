import {
  linkWithin,
  nearest,
  problem,
  quote,
  type DagDeclaration,
  type Elsewhere,
  type Graph,
  type Problem,
  type TaskDeclaration,
} from "orchex/dag";
import type { DagKey, Finding, LinkedDag, LinkedRequirement, LinkedTask } from "./linked.ts";

/** What linking one DAG asks of the rest of the workspace. */
export interface Surroundings {
  readonly elsewhere: Elsewhere;
  readonly nameOf: (dag: DagKey) => string;
  /** Whether a task of this name, or of an unknown one, is declared for a DAG that is not known from the source. */
  readonly mayFloat: (name: string) => boolean;
  /** Whether some file calls the function in which a task is declared. */
  readonly isCalled: (task: LinkedTask) => boolean;
  /** The DAG may have tasks that are declared in ways that are not followed. */
  readonly isOpen: boolean;
}

/** A DAG with its tasks, linked. Locations are sites still. */
export interface DagLink {
  readonly dag: LinkedDag;
  readonly tasks: readonly LinkedTask[];
  readonly declaration: DagDeclaration;
  readonly graph: Graph;
  readonly problems: readonly Problem[];
  readonly isComplete: boolean;
  /** The first task of each name. */
  readonly byName: ReadonlyMap<string, LinkedTask>;
  /** Names it requires and does not declare. */
  readonly missing: ReadonlySet<string>;
}

/** Links a DAG with `orchex/dag`, and adds what only the source shows. What is not known is never taken for wrong. */
export function linkDag(dag: LinkedDag, tasks: readonly LinkedTask[], surroundings: Surroundings): DagLink {
  const named = tasks.filter(({ name }) => name !== null);
  const declaration: DagDeclaration = {
    name: dag.shownName,
    ...(dag.timeoutMs !== null && { timeoutMs: dag.timeoutMs }),
    tasks: named.map((task) => declarationOf(task, dag, surroundings)),
    location: dag.nameSite,
  };
  const byName = new Map(named.toReversed().map((task) => [task.name ?? "", task]));
  const mayHaveMore = surroundings.isOpen || named.length < tasks.length;
  const linked = linkWithin(declaration, surroundings.elsewhere);
  const problems = linked.problems
    .filter(({ code }) => code !== "dag.empty" || !mayHaveMore)
    .map((one) => {
      if (!isSure(one)) return unsure(one);
      return dag.style === "class" ? withMethod(one, tasks) : one;
    });
  const findings = [
    ...dag.findings.map((finding) => problemOf(finding, dag, null)),
    ...tasks.flatMap((task) => task.findings.map((finding) => problemOf(finding, dag, task.name ?? null))),
    ...tasks.filter((task) => task.waits === true && !surroundings.isCalled(task)).map((task) => waiting(task, dag)),
  ];
  const missing = named.flatMap(({ requirements }) => requirements.filter(isName).map(({ name }) => name ?? ""));
  return {
    dag,
    tasks,
    declaration,
    graph: linked.graph,
    problems: [...problems, ...findings],
    isComplete: !mayHaveMore && findings.every(({ code }) => code !== "task.unresolved"),
    byName,
    missing: new Set(missing.filter((name) => !byName.has(name))),
  };

  /** Whether a name that is missing here cannot be that of a task which is declared in a way that nobody sees. */
  function isSure({ code, location }: Problem): boolean {
    if (code !== "task.unknown-requirement" && code !== "task.other-dag-requirement") return true;
    const wanted = named.flatMap(({ requirements }) => requirements).find(({ site }) => isSame(site, location));
    if (wanted === undefined || wanted.name === null || wanted.dag !== null) return true;
    return !mayHaveMore && !surroundings.mayFloat(wanted.name);
  }
}

function declarationOf(task: LinkedTask, dag: LinkedDag, { nameOf }: Surroundings): TaskDeclaration {
  return {
    name: task.name ?? undefined,
    requires: task.requirements.flatMap(({ name, dag: home, site }) => {
      if (name === null) return [];
      if (home === null) return { name, location: site };
      return { name, dag: home === dag.key ? dag.shownName : nameOf(home), location: site };
    }),
    policy: task.policy,
    location: task.nameSite,
  };
}

/** What may be one of the tasks that are not known is not called wrong. */
function unsure(one: Problem): Problem {
  const [claim] = one.message.split(", which ");
  const message = `${claim}, which may be a task that is declared while the module runs: it is checked when the module is loaded.`;
  const { location, dag, task, suggestion } = one;
  return problem("task.unresolved", message, { location, dag, task, suggestion });
}

/** In a class requirements go by the names of methods, so one of these was meant. */
function withMethod(one: Problem, tasks: readonly LinkedTask[]): Problem {
  if (one.code !== "task.unknown-requirement") return one;
  const asking = tasks.find(({ name }) => name === one.task);
  const wanted = asking?.requirements.find(({ site }) => isSame(site, one.location))?.name;
  const methods = tasks.map(({ method }) => method).filter((method) => method !== null);
  const meant = typeof wanted === "string" ? nearest(methods)(wanted, asking?.method ?? undefined) : undefined;
  if (meant === undefined || meant === one.suggestion) return one;
  const [claim] = one.message.split(" Did you mean ");
  return { ...one, message: `${claim} Did you mean ${quote(meant)}?`, suggestion: meant };
}

function waiting(task: LinkedTask, dag: LinkedDag): Problem {
  const text = "This task is declared when the function around it is called: it is checked when the module is loaded.";
  return problemOf({ code: "task.unresolved", text, site: task.nameSite }, dag, task.name ?? null);
}

function problemOf({ code, text, site }: Finding, dag: LinkedDag, task: string | null): Problem {
  return problem(code, text, { location: site, dag: dag.shownName, task });
}

function isName({ name, dag }: LinkedRequirement): boolean {
  return name !== null && dag === null;
}

function isSame(site: LinkedRequirement["site"], location: Problem["location"]): boolean {
  return location !== null && site.file === location.file && site.start.line === location.start.line;
}
