import type { Problem } from "orchex/dag";
import type { TypeScript } from "../source/typescript.ts";
import type { Checked } from "./checked.ts";
import { edgeProblems } from "./edgeProblems.ts";
import { JsonTypes } from "./jsonTypes.ts";
import type { LibFiles } from "./libFiles.ts";
import { mayLackModules } from "./mayLackModules.ts";
import { ProjectConfigs, type ProjectConfig } from "./projectConfig.ts";
import type { TypeAnswer, TypedDag, TypedTask } from "./question.ts";
import { signatureHash } from "./signatureHash.ts";
import { slashed, SourceCache } from "./sourceCache.ts";
import { taskFunction } from "./taskFunction.ts";
import { TypeProject } from "./typeProject.ts";

/** What the types say of one task. */
interface Verdict {
  readonly problems: readonly Problem[];
  readonly signature: string | null;
}

/**
 * Asks the type checker about tasks and the edges between them. It keeps its programs from question to question, so that
 * a change costs little more than what it touches; it uses hundreds of megabytes and runs for seconds, so it belongs into
 * a thread of its own wherever somebody waits (`createTypeTier`).
 *
 * The checker compares types that stand nowhere in source, such as what JSON makes of the result of an arrow function.
 * They are made with its own means, since a virtual file could not name them: what a user's file does not export, or what
 * has no name at all, can only be reached through its node.
 */
export class TypeAnalyzer {
  readonly #ts: TypeScript;
  readonly #cache: SourceCache;
  #projects = new Map<string, TypeProject>();

  constructor(ts: TypeScript, libs: LibFiles) {
    this.#ts = ts;
    this.#cache = new SourceCache(ts, libs);
  }

  /** Gives files texts that count instead of what is on disk; null: what is on disk counts again. */
  update(files: Iterable<readonly [file: string, text: string | null]>): void {
    for (const [file, text] of files) this.#cache.set(file, text);
  }

  /** `check` is called every few milliseconds, and may throw to give up. */
  answer(dags: readonly TypedDag[], check: () => void = () => {}): TypeAnswer {
    const verdicts = new Map<TypedTask, Verdict>();
    const configs = new ProjectConfigs(this.#ts);
    const projects = new Map<string, TypeProject>();
    for (const [config, group] of groupsOf(dags, configs)) {
      const project = this.#projectOf(config);
      projects.set(keyOf(config), project);
      judgeGroup(project, group, verdicts, check);
    }
    this.#projects = projects;
    this.#cache.keep(new Set([...projects.values()].flatMap((project) => project.files)));
    return {
      problems: dags.flatMap(({ tasks }) => [...tasks.values()].flatMap((task) => verdicts.get(task)?.problems ?? [])),
      signatures: dags.map(
        ({ tasks }) => new Map(Array.from(tasks, ([name, task]) => [name, verdicts.get(task)?.signature ?? null])),
      ),
    };
  }

  #projectOf(config: ProjectConfig): TypeProject {
    const known = this.#projects.get(keyOf(config));
    const isSame = known !== undefined && JSON.stringify(known.config) === JSON.stringify(config);
    return isSame ? known : new TypeProject(this.#ts, this.#cache, config);
  }
}

type Group = readonly { readonly dag: TypedDag; readonly task: TypedTask }[];

/** The tasks by the tsconfig of their files. */
function groupsOf(dags: readonly TypedDag[], configs: ProjectConfigs): ReadonlyMap<ProjectConfig, Group> {
  const groups = new Map<ProjectConfig, { readonly dag: TypedDag; readonly task: TypedTask }[]>();
  for (const dag of dags) {
    for (const task of dag.tasks.values()) {
      const config = configs.of(slashed(task.file));
      const group = groups.get(config) ?? [];
      groups.set(config, group);
      group.push({ dag, task });
    }
  }
  return groups;
}

/** A base class may give the same task to several DAGs: what is wrong between two such methods is said once. */
function judgeGroup(project: TypeProject, group: Group, verdicts: Map<TypedTask, Verdict>, check: () => void): void {
  const roots = new Set<string>();
  for (const { dag, task } of group) {
    roots.add(slashed(task.file));
    for (const { name } of task.requirements) roots.add(slashed(dag.tasks.get(name)?.file ?? task.file));
  }
  const judged = judge(project.checked([...roots].sort(), check), group, check);
  const isKnown = [...judged.values()].every(({ signature }) => signature !== null);
  const final = isKnown || !project.widen() ? judged : judge(project.checked([...roots].sort(), check), group, check);
  const said = new Set<string>();
  for (const [task, { problems, signature }] of final) {
    const fresh = problems.filter(({ message, location }) => {
      const key = JSON.stringify([message, location]);
      return !said.has(key) && said.add(key);
    });
    verdicts.set(task, { problems: fresh, signature });
  }
}

function judge(checked: Checked, group: Group, check: () => void): ReadonlyMap<TypedTask, Verdict> {
  const json = new JsonTypes(checked);
  const verdicts = new Map<TypedTask, Verdict>();
  let lacks: boolean | undefined;
  const mayLack = () => (lacks ??= mayLackModules(checked));
  for (const { dag, task } of group) {
    check();
    const fn = taskFunction(checked, task);
    verdicts.set(task, {
      problems: edgeProblems(checked, json, dag, task),
      signature: fn === null ? null : signatureHash(checked, json, fn, mayLack),
    });
  }
  return verdicts;
}

function keyOf({ path, folder }: ProjectConfig): string {
  return path ?? folder;
}
