import type { Position, Problem, SourceLocation } from "orchex/dag";
import { Files } from "./link/files.ts";
import { byPath, Linker } from "./link/linker.ts";
import type { DagKey, LinkedTask } from "./link/linked.ts";
import { placeOf, type Site } from "./link/site.ts";
import { surfaceOf } from "./link/surface.ts";
import { dagNode, taskNode } from "./nodes.ts";
import { ProblemBoard } from "./problemBoard.ts";
import { loadTypeScript, type TypeScript } from "./source/typescript.ts";
import type { Change, CompletionSite, DagNode, Occurrence, TaskNode, Work, Workspace } from "./workspace.ts";

export interface WorkspaceOptions {
  /** How the parser is loaded, once, when the first file is parsed. Default: ts-morph's, by `require`. */
  readonly typescript?: () => TypeScript;
}

/** Makes an empty workspace. The parser is loaded when the first file needs it. */
export function createWorkspace(options: WorkspaceOptions = {}): Workspace {
  const load = options.typescript ?? loadTypeScript;
  let typescript: TypeScript | undefined;
  return new LinkedWorkspace(new Files(() => (typescript ??= load())));
}

class LinkedWorkspace implements Workspace {
  readonly #files: Files;
  readonly #board: ProblemBoard;
  readonly #linker: Linker;
  /** Nodes live until something they show is elsewhere. */
  readonly #taskNodes = new Map<string, Map<LinkedTask, TaskNode>>();
  readonly #dagNodes = new Map<DagKey, DagNode>();
  #shifted = 0;

  constructor(files: Files) {
    this.#files = files;
    this.#board = new ProblemBoard((site) => this.#locate(site));
    this.#linker = new Linker(files, this.#board);
  }

  get work(): Readonly<Work> {
    return { parsed: this.#files.parsed, shifted: this.#shifted, linked: this.#linker.linkedCount };
  }

  set(file: string, text: string | null): Change {
    return this.setAll([[file, text]]);
  }

  setAll(files: Iterable<readonly [file: string, text: string | null]>): Change {
    const moved = new Set<string>();
    const changed = new Set<string>();
    const reshaped = new Set<string>();
    const added = new Set<string>();
    for (const [file, text] of files) {
      const before = this.#files.get(file);
      if (before?.source.text === text) continue;
      const old = before?.facts ?? null;
      if (text === null) {
        if (before === undefined) continue;
        this.#files.delete(file);
        changed.add(file);
        reshaped.add(file);
        continue;
      }
      const { facts } = this.#files.put(file, text, old !== null);
      if (before === undefined) added.add(file);
      if (facts === null) continue;
      if (old !== null && JSON.stringify(old.facts) === JSON.stringify(facts.facts)) {
        moved.add(file);
        this.#shifted++;
        continue;
      }
      changed.add(file);
      if (old === null || surfaceOf(old.facts) !== surfaceOf(facts.facts)) reshaped.add(file);
    }
    return this.#changed(moved, changed, reshaped, added);
  }

  #changed(
    moved: ReadonlySet<string>,
    changed: ReadonlySet<string>,
    reshaped: ReadonlySet<string>,
    added: ReadonlySet<string>,
  ): Change {
    const update = this.#linker.update(changed, reshaped, added);
    for (const file of [...moved, ...changed, ...update.links]) {
      this.#forget(file);
      for (const dependent of this.#linker.dependents(file)) this.#forget(dependent);
    }
    for (const key of update.dags) this.#dagNodes.delete(key);
    const concerned = new Set([...moved, ...changed, ...update.files]);
    for (const file of [...moved, ...changed]) for (const other of this.#board.relatedTo(file)) concerned.add(other);
    const files = new Set([...concerned].filter((file) => this.#board.refresh(file)));
    return { files, dags: new Set(Array.from(update.dags, (key) => this.#linker.nameOf(key))) };
  }

  #forget(file: string): void {
    this.#taskNodes.delete(file);
    const links = this.#linker.links(file);
    for (const { dag } of links?.tasks ?? []) if (dag !== null) this.#dagNodes.delete(dag);
    for (const { key } of links?.dags ?? []) this.#dagNodes.delete(key);
  }

  idle(_budgetMs: number): Change | null {
    return null;
  }

  dags(): readonly DagNode[] {
    const files = [...this.#linker.files()].sort(byPath);
    return files.flatMap((file) => this.#dagsIn(file));
  }

  #dagsIn(file: string): readonly DagNode[] {
    return (this.#linker.links(file)?.dags ?? []).flatMap(({ key }) => this.#dagNode(key) ?? []);
  }

  #dagNode(key: DagKey): DagNode | null {
    const known = this.#dagNodes.get(key);
    if (known !== undefined) return known;
    const link = this.#linker.dag(key);
    if (link === undefined) return null;
    const tasks = link.tasks.map((task) => this.#taskNode(task));
    const declarations = link.declaration.tasks.map((task) => ({
      ...task,
      ...(task.location !== undefined && { location: this.#locate(task.location) }),
      requires: task.requires.map((required) => ({
        ...required,
        ...(required.location !== undefined && { location: this.#locate(required.location) }),
      })),
    }));
    const node = dagNode(link, { declarations, tasks }, (site) => this.#locate(site));
    this.#dagNodes.set(key, node);
    return node;
  }

  #taskNode(task: LinkedTask): TaskNode {
    const nodes = this.#taskNodes.get(task.file) ?? new Map<LinkedTask, TaskNode>();
    this.#taskNodes.set(task.file, nodes);
    const known = nodes.get(task);
    if (known !== undefined) return known;
    const fact = this.#files.facts(task.file).tasks.find(({ id }) => id === task.id);
    if (fact === undefined) throw new Error(`no fact of task ${task.id} in ${task.file}`);
    const nameOf = (key: DagKey | null) => (key === null ? null : this.#linker.nameOf(key));
    const node = taskNode(task, fact, nameOf, (site) => this.#locate(site));
    nodes.set(task, node);
    return node;
  }

  inFile(file: string): { readonly dags: readonly DagNode[]; readonly tasks: readonly TaskNode[] } {
    return { dags: this.#dagsIn(file), tasks: this.#tasksIn(file).map((task) => this.#taskNode(task)) };
  }

  /** The tasks declared in a file, each once, though a base class may give one to several DAGs. */
  #tasksIn(file: string): readonly LinkedTask[] {
    const found = new Map<string, LinkedTask>();
    for (const other of [file, ...this.#linker.dependents(file)]) {
      for (const task of this.#linker.links(other)?.tasks ?? []) {
        if (task.file !== file) continue;
        const known = found.get(task.id);
        if (known === undefined || (known.dag === null && task.dag !== null)) found.set(task.id, task);
      }
    }
    const order = new Map(this.#files.facts(file).tasks.map(({ id }, index) => [id, index]));
    return [...found.values()].sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
  }

  files(): readonly string[] {
    const found = new Set(this.#board.files());
    for (const file of this.#linker.files()) {
      const { dags, tasks } = this.#linker.links(file) ?? { dags: [], tasks: [] };
      if (dags.length > 0) found.add(file);
      for (const task of tasks) found.add(task.file);
    }
    return [...found].sort(byPath);
  }

  problems(file: string): readonly Problem[] {
    return this.#board.shown(file);
  }

  occurrenceAt(_file: string, _position: Position): Occurrence | null {
    return null;
  }

  occurrencesOf(_task: TaskNode): readonly Occurrence[] {
    return [];
  }

  occurrencesIn(_file: string): readonly Occurrence[] {
    return [];
  }

  completionAt(_file: string, _position: Position): CompletionSite | null {
    return null;
  }

  #locate(site: Site): SourceLocation {
    const place = placeOf(site);
    return place === null ? site : this.#files.location(site.file, place);
  }
}
