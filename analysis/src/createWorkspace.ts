import type { Position, Problem } from "orchex/dag";
import { completionAt } from "./completion.ts";
import type { CachedFacts, FactsCache } from "./factsCache.ts";
import { byPath } from "./link/byPath.ts";
import { Files } from "./link/files.ts";
import { Linker } from "./link/linker.ts";
import { ProjectFiles } from "./link/projectFiles.ts";
import { surfaceOf } from "./link/surface.ts";
import { NodeCache } from "./nodeCache.ts";
import { Occurrences } from "./occurrences.ts";
import { ProblemBoard } from "./problemBoard.ts";
import { LoneTasks } from "./loneTasks.ts";
import { isEqual } from "./source/isEqual.ts";
import { loadTypeScript, type TypeScript } from "./source/typescript.ts";
import { Bodies } from "./uses/bodies.ts";
import type { Change, CompletionSite, DagNode, Occurrence, TaskNode, Work, Workspace } from "./workspace.ts";

export interface WorkspaceOptions {
  /** How the parser is loaded, once, when the first file is parsed. Default: ts-morph's, by `require`. */
  readonly typescript?: () => TypeScript;
  /**
   * The text of a file as it is now, null if it is gone. With this, texts that are handed in but once (the first look at
   * a folder) are not kept in memory; whoever gives it hands in every change. Default: all texts are kept.
   */
  readonly read?: (file: string) => string | null;
  /** There may be files that nobody hands in, so that nobody knows who imports a module. Default: false. */
  readonly isPart?: boolean;
  /**
   * Files that a worker loads whoever imports them, as `modules` of the configuration says. Default: what the source of
   * each orchex.config among the files says.
   */
  readonly modules?: readonly string[];
}

/** A workspace whose facts can be kept from one start to the next. */
export interface SourceWorkspace extends Workspace, FactsCache {}

/** Makes an empty workspace. The parser is loaded when the first file needs it. */
export function createWorkspace(options: WorkspaceOptions = {}): SourceWorkspace {
  const load = options.typescript ?? loadTypeScript;
  let typescript: TypeScript | undefined;
  return new LinkedWorkspace(new Files(() => (typescript ??= load()), options.read ?? null), options);
}

class LinkedWorkspace implements SourceWorkspace {
  readonly #files: Files;
  readonly #board: ProblemBoard;
  readonly #linker: Linker;
  readonly #bodies: Bodies;
  readonly #nodes: NodeCache;
  readonly #occurrences: Occurrences;
  /** Null where files may be missing. */
  readonly #lone: LoneTasks | null;
  #shifted = 0;

  constructor(files: Files, { isPart = false, modules }: WorkspaceOptions) {
    this.#files = files;
    this.#board = new ProblemBoard((site) => this.#nodes.locate(site));
    this.#linker = new Linker(files, this.#board);
    this.#bodies = new Bodies({ files, linker: this.#linker, board: this.#board });
    this.#nodes = new NodeCache(files, this.#linker, (task) => this.#bodies.use(task)?.code ?? null);
    this.#occurrences = new Occurrences(files, this.#linker, this.#nodes);
    this.#lone = isPart
      ? null
      : new LoneTasks({ files, linker: this.#linker, board: this.#board, modules: modules ?? null });
  }

  get work(): Readonly<Work> {
    return { parsed: this.#files.parsed, shifted: this.#shifted, linked: this.#linker.linkedCount };
  }

  set(file: string, text: string | null): Change {
    return this.setAll([[file, text]]);
  }

  setAll(files: Iterable<readonly [file: string, text: string | null]>): Change {
    const edited: Edited = { moved: new Set(), changed: new Set(), reshaped: new Set(), cameOrWent: new Set() };
    for (const [file, text] of files) this.#put(file, text, edited);
    return this.#follow(edited);
  }

  exportFacts(file: string): CachedFacts | null | undefined {
    const facts = this.#files.get(file)?.facts;
    return facts === null || facts === undefined ? facts : { facts: facts.facts, spans: [...facts.spans] };
  }

  importFacts(cached: Iterable<readonly [file: string, facts: CachedFacts | null]>): Change {
    const edited: Edited = { moved: new Set(), changed: new Set(), reshaped: new Set(), cameOrWent: new Set() };
    for (const [file, facts] of cached) {
      if (this.#files.has(file)) continue;
      this.#files.putFacts(file, facts === null ? null : { facts: facts.facts, spans: Uint32Array.from(facts.spans) });
      edited.cameOrWent.add(file);
      if (facts === null) continue;
      edited.changed.add(file);
      edited.reshaped.add(file);
      this.#bodies.relinked(file);
    }
    return this.#follow(edited);
  }

  /** Follows edits to what they mean. */
  #follow(edited: Edited): Change {
    const { moved, changed, reshaped, cameOrWent } = edited;
    const update = this.#linker.update(changed, reshaped, cameOrWent);
    const concerned = new Set([...moved, ...changed, ...update.files]);
    const touched = new Set([...moved, ...changed, ...update.links]);
    for (const file of touched) this.#nodes.forgetFile(file);
    for (const file of this.#board.relatedTo(touched)) concerned.add(file);
    for (const key of update.dags) this.#nodes.forgetDag(key);
    for (const file of update.links) this.#bodies.relinked(file);
    for (const file of new Set([...touched, ...update.requiring])) {
      for (const one of this.#bodies.judge(file)) concerned.add(one);
    }
    this.#occurrences.forget();
    for (const file of new Set([...changed, ...cameOrWent, ...update.links])) {
      for (const one of this.#lone?.changed(file) ?? []) concerned.add(one);
    }
    return this.#change(concerned, new Set(update.dagNames));
  }

  #put(file: string, text: string | null, { moved, changed, reshaped, cameOrWent }: Edited): void {
    if (ProjectFiles.isOne(file)) {
      this.#files.configure(file, text);
      this.#lone?.changed(file);
      // Names of modules may lead elsewhere everywhere.
      for (const other of this.#linker.all()) changed.add(other);
      return;
    }
    const before = this.#files.get(file);
    if (before?.source.isKept === true && before.source.text === text) return;
    const old = before?.facts ?? null;
    if (text === null) {
      if (before === undefined) return;
      this.#files.delete(file);
      cameOrWent.add(file);
      this.#bodies.edited(file, before.source, null);
      changed.add(file);
      reshaped.add(file);
      return;
    }
    const { facts, source } = this.#files.put(file, text);
    if (before === undefined) cameOrWent.add(file);
    if (facts === null) {
      this.#lone?.edited(file, text);
      return;
    }
    this.#bodies.edited(file, before?.source ?? null, source);
    if (old !== null && isEqual(old.facts, facts.facts)) {
      moved.add(file);
      this.#shifted++;
      return;
    }
    changed.add(file);
    if (old === null || surfaceOf(old.facts) !== surfaceOf(facts.facts)) reshaped.add(file);
  }

  #change(concerned: Iterable<string>, dags: ReadonlySet<string>): Change {
    return { files: new Set([...concerned].filter((file) => this.#board.refresh(file))), dags };
  }

  idle(budgetMs: number): Change | null {
    const read = this.#bodies.work(budgetMs);
    if (read === null) {
      const judged = this.#lone?.judge() ?? null;
      return judged === null ? null : this.#change(judged, new Set());
    }
    const dags = new Set<string>();
    for (const { dag } of read.tasks) {
      if (dag === null) continue;
      this.#nodes.forgetDag(dag);
      dags.add(this.#linker.nameOf(dag));
    }
    return this.#change(read.files, dags);
  }

  dags(): readonly DagNode[] {
    return this.#nodes.dags();
  }

  dagsNamed(name: string): readonly DagNode[] {
    return this.#nodes.dagsNamed(name);
  }

  inFile(file: string): { readonly dags: readonly DagNode[]; readonly tasks: readonly TaskNode[] } {
    return {
      dags: this.#nodes.dagsIn(file),
      tasks: this.#nodes.linkedIn(file).map((task) => this.#nodes.task(task)),
    };
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

  occurrenceAt(file: string, position: Position): Occurrence | null {
    return this.#occurrences.at(file, position);
  }

  occurrencesOf(task: TaskNode): readonly Occurrence[] {
    return this.#occurrences.of(task);
  }

  occurrencesIn(file: string): readonly Occurrence[] {
    return this.#occurrences.in(file);
  }

  completionAt(file: string, position: Position): CompletionSite | null {
    return completionAt({ files: this.#files, linker: this.#linker, nodes: this.#nodes }, file, position);
  }
}

interface Edited {
  readonly moved: Set<string>;
  readonly changed: Set<string>;
  readonly reshaped: Set<string>;
  readonly cameOrWent: Set<string>;
}
