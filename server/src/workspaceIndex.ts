import { setImmediate, setTimeout } from "node:timers/promises";
import { sep } from "node:path";
import type { CachedFacts, Change, SourceWorkspace, WorkspaceOptions } from "orchex-analysis";
import type { Problem } from "orchex/dag";
import { AnswersFile, type Answers, type Stamps } from "./answersFile.ts";
import { FactsFile, type FileStamp, type StampedFacts } from "./factsFile.ts";
import type { OpenDocuments } from "./openDocuments.ts";
import { isProjectFile, isWithin, sourceFiles } from "./sourceFiles.ts";
import { longestSource, sourceStamp, sourceText, stampedText } from "./sourceText.ts";

/** Files handed in between two looks at what the client has sent meanwhile. */
const BATCH = 400;

/** How long a folder that answers for itself is left unread, unless somebody asks what only its files say. */
const UNREAD_MS = 50;
/** What was asked in the same breath is answered before the folder is read. */
const BREATH_MS = 4;

/** One folder of the client, with an analysis of its own: two folders may each have a DAG of the same name. */
interface Root {
  /** Ends with a separator; empty for the root of what lies in no folder. */
  readonly folder: string;
  readonly workspace: SourceWorkspace;
  /** What was handed in from disk, as it was then. */
  readonly onDisk: Map<string, FileStamp>;
  /** What was last handed in from an editor. */
  readonly edited: Set<string>;
  /** What was wrong the last time, as long as nothing has changed since and not all of it has been found out anew. */
  answers: Answers | null;
}

export interface WorkspaceIndexOptions {
  readonly createWorkspace: (options: Pick<WorkspaceOptions, "read" | "isPart">) => SourceWorkspace;
  /** Where what is known of files is kept between two starts; null: nowhere. */
  readonly cacheFolder: string | null;
  /** Tells one build of this program from another: each finds out for itself what is wrong. */
  readonly programVersion: string;
  readonly documents: OpenDocuments;
  /** Told after every change of what the analysis says. Files and DAGs are of any folder. */
  readonly onChange: (change: Change) => void;
  /** Told when problems are known of a folder before its files have been read. */
  readonly onAnswers: (files: Iterable<string>) => void;
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
  /** Nothing is left to be found out about what was handed in. */
  #isSettled = false;
  #indexing: Promise<void> = Promise.resolve();
  /** Somebody waits for every folder to be read. */
  #isAwaited = false;
  /** Goes on with a folder that answers for itself so far. */
  #readNow: () => void = () => undefined;

  constructor(options: WorkspaceIndexOptions) {
    this.#options = options;
    this.#loose = this.#rootFor("");
  }

  /** Resolves when every folder that was asked for has been read. */
  get ready(): Promise<void> {
    this.#isAwaited = true;
    this.#readNow();
    return this.#indexing;
  }

  /** What is wrong in a file, as far as is known. */
  problems(file: string): readonly Problem[] {
    const { answers, workspace } = this.#rootOf(file);
    if (answers === null) return workspace.problems(file);
    return JSON.parse(answers.get(file) ?? "[]") as readonly Problem[];
  }

  /** Files with problems that are known from the last time. */
  answered(): readonly string[] {
    return this.#roots.flatMap(({ answers }) => [...(answers?.keys() ?? [])]);
  }

  /** Whether `problems` is right about a file, or the folder that a path is in, although that has not been read. */
  hasAnswers(file: string): boolean {
    const root = this.#rootOf(file);
    return (
      root.answers !== null &&
      [...this.#dirty].every((other) => this.#rootOf(other) !== root || this.#isAsOnDisk(other))
    );
  }

  #isAsOnDisk(file: string): boolean {
    const document = this.#options.documents.get(file);
    return document !== undefined && document.getText() === sourceText(file);
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
    this.#isAwaited = false;
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

  /**
   * Keeps what is known of files on disk for the next start, if that is more than was kept before. `isLast`: also if it is
   * more only by what was edited and saved, which is not worth the time in between.
   */
  save(now: number, isLast = false): void {
    const { cacheFolder } = this.#options;
    if (cacheFolder === null || !(this.#isUnsaved || isLast)) return;
    const isMore = this.#roots.map((root) => this.#trustSaved(root)).includes(true);
    if (!this.#isUnsaved && !isMore) return;
    this.#isUnsaved = false;
    for (const { folder, workspace, onDisk, edited } of this.#roots) {
      const known = [...onDisk].flatMap(([file, stamp]): [string, StampedFacts][] => {
        // What an editor holds is not what is on disk.
        const facts = edited.has(file) ? undefined : workspace.exportFacts(file);
        return facts === undefined ? [] : [[file, { ...stamp, facts }]];
      });
      new FactsFile(cacheFolder, folder).save(known, now);
      if (!this.#isSettled || this.#dirty.size > 0 || edited.size > 0) continue;
      const found = workspace.files().map((file) => [file, workspace.problems(file)] as const);
      const answers = new Map(found.filter(([, problems]) => problems.length > 0));
      this.#answersFile(cacheFolder, folder).save(onDisk, answers, now);
    }
  }

  /** Counts documents that say what is on disk as being from there; answers whether there are any. */
  #trustSaved({ workspace, onDisk, edited }: Root): boolean {
    let isMore = false;
    for (const file of edited) {
      // Before the text, as ever.
      const stamp = sourceStamp(file);
      // Of a broken text more may be known than it says.
      const isBroken = workspace.exportFacts(file)?.facts.hasErrors === true;
      if (stamp === null || isBroken || this.#dirty.has(file) || !this.#isAsOnDisk(file)) continue;
      onDisk.set(file, stamp);
      edited.delete(file);
      isMore = true;
    }
    return isMore;
  }

  #answersFile(cacheFolder: string, folder: string): AnswersFile {
    return new AnswersFile(cacheFolder, folder, this.#options.programVersion, this.#excluded);
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
    this.#tell(Array.from(byRoot, ([root, files]) => this.#edit(root, files)).flat());
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
    this.#isSettled = true;
    for (const root of this.#roots) this.#tell([this.#withoutAnswers(root)]);
    return false;
  }

  /** Hands in files of which some may be others. If any is, what was wrong the last time is of no use any more. */
  #edit(root: Root, files: readonly string[]): readonly Change[] {
    let isOther = false;
    const texts = this.#texts(root, files);
    const noted = (function* () {
      for (const text of texts) {
        isOther = true;
        yield text;
      }
    })();
    const change = root.workspace.setAll(noted);
    if (!isOther) return [change];
    this.#isSettled = false;
    return [change, this.#withoutAnswers(root)];
  }

  /** From now on what the analysis says counts; answers with the files of which it says something else. */
  #withoutAnswers(root: Root): Change {
    const { answers, workspace } = root;
    root.answers = null;
    if (answers === null) return { files: new Set(), dags: new Set() };
    const isOther = (file: string) => (answers.get(file) ?? "[]") !== JSON.stringify(workspace.problems(file));
    return { files: new Set([...answers.keys(), ...workspace.files()].filter(isOther)), dags: new Set() };
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
    this.#isSettled = false;
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
    const stamps = this.#stamps(root);
    if (cacheFolder !== null) await this.#answer(root, cacheFolder, stamps);
    const cached =
      cacheFolder === null ? new Map<string, StampedFacts>() : new FactsFile(cacheFolder, root.folder).load();
    const known: [string, CachedFacts | null][] = [];
    const unknown: string[] = [];
    const settings: string[] = [];
    for (const [file, stamp] of stamps) {
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

  /** The files of a folder, and when they were written. */
  #stamps(root: Root): Stamps {
    const stamps = new Map<string, FileStamp>();
    for (const file of sourceFiles(root.folder, this.#excluded)) {
      const stamp = this.#rootOf(file) === root ? sourceStamp(file) : null;
      if (stamp !== null) stamps.set(file, stamp);
    }
    return stamps;
  }

  /** If nothing has changed since the last time, leaves the folder unread until somebody needs more than its problems. */
  async #answer(root: Root, cacheFolder: string, stamps: Stamps): Promise<void> {
    if (root.onDisk.size > 0) return;
    root.answers = this.#answersFile(cacheFolder, root.folder).load(stamps);
    if (root.answers === null) {
      this.#isUnsaved = true;
      return;
    }
    const patience = new AbortController();
    this.#readNow = () => patience.abort();
    if (this.hasAnswers(root.folder)) this.#options.onAnswers(root.answers.keys());
    if (this.#isAwaited) patience.abort();
    await setTimeout(UNREAD_MS, undefined, { signal: patience.signal }).catch(() => setTimeout(BREATH_MS));
    this.#readNow = () => undefined;
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
    return { folder, workspace, onDisk: new Map(), edited: new Set(), answers: null };
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
