import { setImmediate } from "node:timers/promises";
import { sep } from "node:path";
import type { CachedFacts, Change, SourceWorkspace, WorkspaceOptions } from "orchex-analysis";
import { FactsFile, type FileStamp, type StampedFacts } from "./factsFile.ts";
import type { OpenDocuments } from "./openDocuments.ts";
import { isProjectFile, isWithin, sourceFiles } from "./sourceFiles.ts";
import { longestSource, sourceStamp, sourceText, stampedText } from "./sourceText.ts";

/** Files handed in between two looks at what the client has sent meanwhile. */
const BATCH = 400;

/** One folder of the client, with an analysis of its own: two folders may each have a DAG of the same name. */
interface Root {
  /** Ends with a separator; empty for the root of what lies in no folder. */
  readonly folder: string;
  readonly workspace: SourceWorkspace;
  /** What was handed in from disk, as it was then. */
  readonly onDisk: Map<string, FileStamp>;
  /** What was last handed in from an editor. */
  readonly edited: Set<string>;
}

export interface WorkspaceIndexOptions {
  readonly createWorkspace: (options: Pick<WorkspaceOptions, "read" | "isPart">) => SourceWorkspace;
  /** Where what is known of files is kept between two starts; null: nowhere. */
  readonly cacheFolder: string | null;
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
  /** Something is known of files on disk that the cache does not know. */
  #isUnsaved = false;
  #indexing: Promise<void> = Promise.resolve();

  constructor(options: WorkspaceIndexOptions) {
    this.#options = options;
    this.#loose = this.#rootFor("");
  }

  /** Resolves when every folder that was asked for has been read. */
  get ready(): Promise<void> {
    return this.#indexing;
  }

  /** The analysis that a file belongs to. */
  of(file: string): SourceWorkspace {
    return this.#rootOf(file).workspace;
  }

  workspaces(): readonly SourceWorkspace[] {
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
      for (const file of root.onDisk.keys()) if (file === path || file.startsWith(inside)) this.#dirty.add(file);
    }
    const { folder } = this.#rootOf(path);
    if (isWithin(folder, path, this.#excluded)) this.#dirty.add(path);
    else if (folder !== "") for (const file of sourceFiles(path, this.#excluded)) this.#dirty.add(file);
  }

  /** Looks at the disk again for clients that do not watch files. */
  rescan(): void {
    for (const { folder, onDisk } of this.#roots) {
      for (const file of new Set([...onDisk.keys(), ...sourceFiles(folder, this.#excluded)])) {
        if (!isSame(onDisk.get(file), sourceStamp(file))) this.#dirty.add(file);
      }
    }
  }

  /** Keeps what is known of files on disk for the next start, if that is more than was kept before. */
  save(now: number): void {
    const { cacheFolder } = this.#options;
    if (cacheFolder === null || !this.#isUnsaved) return;
    this.#isUnsaved = false;
    for (const { folder, workspace, onDisk, edited } of this.#roots) {
      const known = [...onDisk].flatMap(([file, stamp]): [string, StampedFacts][] => {
        // What an editor holds is not what is on disk.
        const facts = edited.has(file) ? undefined : workspace.exportFacts(file);
        return facts === undefined ? [] : [[file, { ...stamp, facts }]];
      });
      new FactsFile(cacheFolder, folder).save(known, now);
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
      .map((folder) => this.#rootFor(folder));
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
      const excluded = [...root.onDisk.keys()].filter(
        (file) => this.#rootOf(file) !== root || !isWithin(root.folder, file, this.#excluded),
      );
      const leaving = new Set([...strangers, ...excluded]);
      for (const file of leaving) root.onDisk.delete(file);
      if (leaving.size > 0) this.#tell([root.workspace.setAll(Array.from(leaving, (file) => [file, null] as const))]);
    }
  }

  async #read(root: Root, report?: (files: number) => void): Promise<void> {
    const { cacheFolder } = this.#options;
    const cached =
      cacheFolder === null ? new Map<string, StampedFacts>() : new FactsFile(cacheFolder, root.folder).load();
    const known: [string, CachedFacts | null][] = [];
    const unknown: string[] = [];
    const settings: string[] = [];
    for (const file of sourceFiles(root.folder, this.#excluded)) {
      if (this.#rootOf(file) !== root) continue;
      const stamp = sourceStamp(file);
      const facts = cached.get(file);
      if (isProjectFile(file)) {
        settings.push(file);
      } else if (facts !== undefined && isSame(facts, stamp)) {
        root.onDisk.set(file, { size: facts.size, mtimeMs: facts.mtimeMs });
        known.push([file, facts.facts]);
      } else {
        unknown.push(file);
      }
    }
    // They say where imports lead: after them nothing has to be linked twice.
    this.#tell([this.#handIn(root, settings), root.workspace.importFacts(known)]);
    for (let done = 0; done < unknown.length; done += BATCH) {
      await setImmediate();
      this.#tell([this.#handIn(root, unknown.slice(done, done + BATCH))]);
      report?.(known.length + Math.min(unknown.length, done + BATCH));
    }
  }

  #handIn(root: Root, files: readonly string[]): Change {
    return root.workspace.setAll(this.#texts(root, files));
  }

  /** One text at a time: a folder may be larger than memory. */
  *#texts(root: Root, files: readonly string[]): Generator<readonly [string, string | null]> {
    for (const file of files) {
      const document = this.#options.documents.get(file);
      // Before the text: one that is written in between is read again at the next start.
      const stamp = this.#belongs(root, file) ? sourceStamp(file) : null;
      if (
        document !== undefined &&
        (root.edited.has(file) || stamp === null || sourceText(file) !== document.getText())
      ) {
        const text = document.getText();
        root.edited.add(file);
        yield [file, text.length > longestSource ? null : text];
        continue;
      }
      // Most documents that are opened say what is on disk, which may be known without parsing it.
      if (document !== undefined && isSame(root.onDisk.get(file), stamp)) continue;
      root.edited.delete(file);
      const text = stamp === null ? null : stampedText(file);
      if (text === null || stamp === null) root.onDisk.delete(file);
      else root.onDisk.set(file, stamp);
      this.#isUnsaved = true;
      yield [file, text];
    }
  }

  #belongs({ folder }: Root, file: string): boolean {
    return folder !== "" && isWithin(folder, file, this.#excluded);
  }

  #rootFor(folder: string): Root {
    const read = (file: string) => this.#options.documents.get(file)?.getText() ?? sourceText(file);
    // Of what lies in no folder only the open documents are known.
    const workspace = this.#options.createWorkspace({ read, isPart: folder === "" });
    return { folder, workspace, onDisk: new Map(), edited: new Set() };
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

function isSame(a: FileStamp | undefined, b: FileStamp | null): boolean {
  return a !== undefined && b !== null && a.size === b.size && a.mtimeMs === b.mtimeMs;
}
