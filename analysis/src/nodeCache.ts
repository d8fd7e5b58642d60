import type { SourceLocation, TaskDeclaration } from "orchex/dag";
import { byPath } from "./link/byPath.ts";
import type { Files } from "./link/files.ts";
import type { DagKey, LinkedTask } from "./link/linked.ts";
import type { Linker } from "./link/linker.ts";
import { placeOf, type Site } from "./link/site.ts";
import { dagNode, taskNode } from "./nodes.ts";
import type { DagNode, TaskNode } from "./workspace.ts";

/** The nodes that a workspace hands out. Each lives until something that it shows is another or elsewhere. */
export class NodeCache {
  readonly #files: Files;
  readonly #linker: Linker;
  readonly #codeOf: (task: LinkedTask) => string | null;
  readonly #tasks = new Map<string, Map<LinkedTask, TaskNode>>();
  readonly #dags = new Map<DagKey, DagNode>();
  #linkedOf = new WeakMap<TaskNode, LinkedTask>();

  constructor(files: Files, linker: Linker, codeOf: (task: LinkedTask) => string | null) {
    this.#files = files;
    this.#linker = linker;
    this.#codeOf = codeOf;
  }

  locate(site: Site): SourceLocation {
    const place = placeOf(site);
    return place === null ? site : this.#files.location(site.file, place);
  }

  /** A file is another or its text moved. */
  forgetFile(file: string): void {
    this.#forget(file);
    for (const dependent of this.#linker.dependents(file)) this.#forget(dependent);
  }

  forgetDag(key: DagKey): void {
    this.#dags.delete(key);
  }

  #forget(file: string): void {
    this.#tasks.delete(file);
    const links = this.#linker.links(file);
    for (const { dag } of links?.tasks ?? []) if (dag !== null) this.#dags.delete(dag);
    for (const { key } of links?.dags ?? []) this.#dags.delete(key);
  }

  dags(): readonly DagNode[] {
    return [...this.#linker.files()].sort(byPath).flatMap((file) => this.dagsIn(file));
  }

  dagsNamed(name: string): readonly DagNode[] {
    return this.#linker.named(name).flatMap(({ dag }) => this.dag(dag.key) ?? []);
  }

  dagsIn(file: string): readonly DagNode[] {
    return (this.#linker.links(file)?.dags ?? []).flatMap(({ key }) => this.dag(key) ?? []);
  }

  dag(key: DagKey): DagNode | null {
    const known = this.#dags.get(key);
    if (known !== undefined) return known;
    const link = this.#linker.dag(key);
    if (link === undefined) return null;
    const named = link.tasks.filter(({ name }) => name !== null);
    const declarations = link.declaration.tasks.map((one, index) => this.#declaration(one, named[index]));
    const whole = { declarations, tasks: link.tasks.map((task) => this.task(task)) };
    const node = dagNode(link, whole, (site) => this.locate(site));
    this.#dags.set(key, node);
    return node;
  }

  #declaration(one: TaskDeclaration, task: LinkedTask | undefined): TaskDeclaration {
    const code = task === undefined ? null : this.#codeOf(task);
    return {
      ...one,
      requires: one.requires.map((required) =>
        required.location === undefined ? required : { ...required, location: this.locate(required.location) },
      ),
      ...(one.location !== undefined && { location: this.locate(one.location) }),
      ...(code !== null && { code }),
    };
  }

  task(task: LinkedTask): TaskNode {
    const nodes = this.#tasks.get(task.file) ?? new Map<LinkedTask, TaskNode>();
    this.#tasks.set(task.file, nodes);
    const known = nodes.get(task);
    if (known !== undefined) return known;
    const fact = this.#files.task(task.file, task.id);
    if (fact === undefined) throw new Error(`There is no task ${task.id} in ${task.file}.`);
    const nameOf = (key: DagKey | null) => (key === null ? null : this.#linker.nameOf(key));
    const node = taskNode(task, fact, nameOf, (site) => this.locate(site));
    nodes.set(task, node);
    this.#linkedOf.set(node, task);
    return node;
  }

  /** What a node was made from, also if it is an old one; null if it is none of ours. */
  linkedOf(node: TaskNode): LinkedTask | null {
    return this.#linkedOf.get(node) ?? null;
  }

  /** The tasks declared in a file, each once, though a base class may give one to several DAGs. */
  linkedIn(file: string): readonly LinkedTask[] {
    const found = new Map<string, LinkedTask>();
    for (const other of [file, ...[...this.#linker.dependents(file)].sort(byPath)]) {
      for (const task of this.#linker.links(other)?.tasks ?? []) {
        if (task.file !== file) continue;
        const known = found.get(task.id);
        if (known === undefined || (known.dag === null && task.dag !== null)) found.set(task.id, task);
      }
    }
    const order = new Map(this.#files.facts(file).tasks.map(({ id }, index) => [id, index]));
    return [...found.values()].sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
  }
}
