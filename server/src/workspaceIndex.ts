import { setImmediate } from "node:timers/promises";
import { sep } from "node:path";
import type { Change, Workspace } from "orchex-analysis";
import type { OpenDocuments } from "./openDocuments.ts";
import { isWithin, sourceFiles } from "./sourceFiles.ts";
import { longestSource, sourceText } from "./sourceText.ts";

/** Files handed in between two looks at what the client has sent meanwhile. */
const BATCH = 400;

/** One folder of the client, with an analysis of its own: two folders may each have a DAG of the same name. */
interface Root {
  /** Ends with a separator; empty for the root of what lies in no folder. */
  readonly folder: string;
  readonly workspace: Workspace;
  /** What was handed in from disk. */
  readonly onDisk: Set<string>;
}

export interface WorkspaceIndexOptions {
  readonly createWorkspace: () => Workspace;
  readonly documents: OpenDocuments;
  /** Told after every change of what the analysis says. Files and DAGs are of any folder. */
  readonly onChange: (change: Change) => void;
}

/** Keeps the analysis current with the client's folders: texts of open documents, else what is on disk. */
export class WorkspaceIndex {
  readonly #options: WorkspaceIndexOptions;
  /** Longest folder first, so that the first one that fits is the nearest. */
  #roots: readonly Root[] = [];
  readonly #loose: Root;
  #excluded: ReadonlySet<string> = new Set();
  readonly #dirty = new Set<string>();
  #indexing: Promise<void> = Promise.resolve();

  constructor(options: WorkspaceIndexOptions) {
    this.#options = options;
    this.#loose = { folder: "", workspace: options.createWorkspace(), onDisk: new Set() };
  }

  /** Resolves when every folder that was asked for has been read. */
  get ready(): Promise<void> {
    return this.#indexing;
  }

  /** The analysis that a file belongs to. */
  of(file: string): Workspace {
    return this.#rootOf(file).workspace;
  }

  workspaces(): readonly Workspace[] {
    return [...this.#roots, this.#loose].map((root) => root.workspace);
  }

  get folders(): readonly string[] {
    return this.#roots.map((root) => root.folder.slice(0, -sep.length) || sep);
  }

  /**
   * Makes these the folders, reads those that are new and forgets those that are not among them. `excluded` are names of
   * folders inside that are not looked into. Reports how far it is between 0 and 1, or with undefined when unknown.
   */
  follow(folders: readonly string[], excluded: readonly string[], report?: (files: number) => void): Promise<void> {
    this.#indexing = this.#indexing.then(() => this.#follow(folders, new Set(excluded), report));
    return this.#indexing;
  }

  /** A document was opened, changed or closed. The analysis hears of it at the next `flush`. */
  touch(file: string): void {
    this.#dirty.add(file);
  }

  /** Something happened on disk to a file or a folder. Open documents are not affected. */
  touchDisk(path: string): void {
    const inside = path + sep;
    for (const root of [...this.#roots, this.#loose]) {
      for (const file of root.onDisk) if (file === path || file.startsWith(inside)) this.#dirty.add(file);
    }
    const { folder } = this.#rootOf(path);
    if (isWithin(folder, path, this.#excluded)) this.#dirty.add(path);
    else if (folder !== "") for (const file of sourceFiles(path, this.#excluded)) this.#dirty.add(file);
  }

  /** Looks at the disk again for clients that do not watch files. */
  rescan(): void {
    for (const root of this.#roots) {
      for (const file of root.onDisk) this.#dirty.add(file);
      for (const file of sourceFiles(root.folder, this.#excluded)) this.#dirty.add(file);
    }
  }

  /** Hands in what has changed since the last time, if anything has. Every answer about the analysis comes after this. */
  flush(): boolean {
    if (this.#dirty.size === 0) return false;
    const byRoot = new Map<Root, string[]>();
    for (const file of this.#dirty) {
      const root = this.#rootOf(file);
      const files = byRoot.get(root);
      if (files === undefined) byRoot.set(root, [file]);
      else files.push(file);
    }
    this.#dirty.clear();
    this.#tell(Array.from(byRoot, ([root, files]) => this.#handIn(root, files)));
    return true;
  }

  /** Does a little of what no answer waits for; false when there is nothing left. */
  idle(budgetMs: number): boolean {
    for (const root of [...this.#roots, this.#loose]) {
      const change = root.workspace.idle(budgetMs);
      if (change === null) continue;
      this.#tell([change]);
      return true;
    }
    return false;
  }

  async #follow(
    folders: readonly string[],
    excluded: ReadonlySet<string>,
    report?: (files: number) => void,
  ): Promise<void> {
    const wanted = new Set(folders.map((folder) => (folder.endsWith(sep) ? folder : folder + sep)));
    const sameExclusions =
      excluded.size === this.#excluded.size && [...excluded].every((name) => this.#excluded.has(name));
    this.#excluded = excluded;
    const gone = this.#roots.filter((root) => !wanted.has(root.folder));
    const kept = this.#roots.filter((root) => wanted.has(root.folder));
    const fresh = [...wanted]
      .filter((folder) => !kept.some((root) => root.folder === folder))
      .map((folder) => ({ folder, workspace: this.#options.createWorkspace(), onDisk: new Set<string>() }));
    this.#roots = [...kept, ...fresh].sort((a, b) => b.folder.length - a.folder.length);
    this.#tell(gone.map(forgotten));
    this.#evictStrangers([...kept, this.#loose]);
    for (const file of this.#options.documents.files()) this.#dirty.add(file);
    for (const root of sameExclusions ? fresh : this.#roots) await this.#read(root, report);
    this.flush();
  }

  /** Takes out of a root what belongs to another one now, or is excluded now. */
  #evictStrangers(roots: readonly Root[]): void {
    for (const root of roots) {
      const strangers = root.workspace.files().filter((file) => this.#rootOf(file) !== root);
      const excluded = [...root.onDisk].filter(
        (file) => this.#rootOf(file) !== root || !isWithin(root.folder, file, this.#excluded),
      );
      const leaving = new Set([...strangers, ...excluded]);
      for (const file of leaving) root.onDisk.delete(file);
      if (leaving.size > 0) this.#tell([root.workspace.setAll(Array.from(leaving, (file) => [file, null] as const))]);
    }
  }

  async #read(root: Root, report?: (files: number) => void): Promise<void> {
    let batch: string[] = [];
    let files = 0;
    for (const file of sourceFiles(root.folder.slice(0, -sep.length) || sep, this.#excluded)) {
      if (this.#rootOf(file) !== root) continue;
      if (batch.push(file) < BATCH) continue;
      this.#tell([this.#handIn(root, batch)]);
      files += batch.length;
      batch = [];
      report?.(files);
      await setImmediate();
    }
    this.#tell([this.#handIn(root, batch)]);
    report?.(files + batch.length);
  }

  #handIn(root: Root, files: readonly string[]): Change {
    return root.workspace.setAll(this.#texts(root, files));
  }

  /** One text at a time: a folder may be larger than memory. */
  *#texts(root: Root, files: readonly string[]): Generator<readonly [string, string | null]> {
    for (const file of files) {
      const document = this.#options.documents.get(file);
      if (document !== undefined) {
        const text = document.getText();
        yield [file, text.length > longestSource ? null : text];
        continue;
      }
      const text = root.folder !== "" && isWithin(root.folder, file, this.#excluded) ? sourceText(file) : null;
      if (text === null) root.onDisk.delete(file);
      else root.onDisk.add(file);
      yield [file, text];
    }
  }

  #tell(changes: readonly Change[]): void {
    const files = new Set(changes.flatMap((change) => [...change.files]));
    const dags = new Set(changes.flatMap((change) => [...change.dags]));
    if (files.size > 0 || dags.size > 0) this.#options.onChange({ files, dags });
  }

  #rootOf(file: string): Root {
    return this.#roots.find((root) => file.startsWith(root.folder)) ?? this.#loose;
  }
}

/** The change that makes everything of a root disappear. */
function forgotten(root: Root): Change {
  return { files: new Set(root.workspace.files()), dags: new Set(root.workspace.dags().map((dag) => dag.name)) };
}
