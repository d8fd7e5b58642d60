import type { Change, DagNode, SourceWorkspace, TypeTier, Workspace, WorkspaceOptions } from "orchex-analysis";
import type { Connection, WorkDoneProgressServerReporter } from "vscode-languageserver/node";
import type { Client } from "./client.ts";
import { DiagnosticsReporter } from "./diagnosticsReporter.ts";
import type { FeatureContext } from "./featureContext.ts";
import { diagnostics } from "./features/diagnostics.ts";
import type { Live } from "./live.ts";
import type { OpenDocuments } from "./openDocuments.ts";
import { Refresher } from "./refresher.ts";
import { readSettings, type Settings } from "./settings.ts";
import { sourceText } from "./sourceText.ts";
import { noTypes } from "./typeFacts.ts";
import { TypeWatch } from "./typeWatch.ts";
import { dagOfTask } from "./featureContext.ts";
import { WorkspaceIndex } from "./workspaceIndex.ts";

/** How long the user must have been quiet before what no answer waits for is done, and for how long at a time. */
const IDLE_AFTER_MS = 150;
const IDLE_STEP_MS = 8;
const RESCAN_AFTER_MS = 1000;
const SAVE_AFTER_MS = 3000;

export interface SessionOptions {
  readonly connection: Connection;
  readonly client: Client;
  readonly documents: OpenDocuments;
  readonly live: Live;
  readonly createWorkspace: (options: Pick<WorkspaceOptions, "read" | "isPart">) => SourceWorkspace;
  /** What needs the type checker; null where there is none. Its thread starts with the first question. */
  readonly typeTier: TypeTier | null;
  /** Where caches go; null: nowhere. */
  readonly cacheFolder: string | null;
  /** Tells one build of this program from another. */
  readonly programVersion: string;
  /** What is known of the DAGs is other than before. */
  readonly onChange: () => void;
}

/** One client and everything that is known for it, from its `initialize` to its end. */
export class Session {
  readonly #options: SessionOptions;
  readonly #index: WorkspaceIndex;
  readonly #reporter: DiagnosticsReporter;
  readonly #refresher: Refresher;
  readonly #types: TypeWatch | null;
  readonly #liveSubscription: { dispose(): void };
  readonly #timers: {
    flush: NodeJS.Timeout | null;
    idle: NodeJS.Timeout | null;
    rescan: NodeJS.Timeout | null;
    save: NodeJS.Timeout | null;
  };
  /** Files edited since the last flush: of those the client asks by itself. */
  #edited = new Set<string>();
  #settings: Settings;
  #folders: readonly string[];
  #trusted: boolean;
  /** Files whose lists may have changed while folders were still being read; null once they have been. */
  #unread: Set<string> | null = new Set();
  /** Documents that were opened meanwhile. */
  readonly #openedUnread = new Set<string>();

  constructor(options: SessionOptions) {
    const { connection, client, documents, live, createWorkspace, cacheFolder, programVersion, typeTier } = options;
    this.#options = options;
    this.#settings = readSettings(client.settings);
    this.#folders = client.folders;
    this.#trusted = client.wantsLive;
    this.#timers = { flush: null, idle: null, rescan: null, save: null };
    this.#index = new WorkspaceIndex({
      createWorkspace,
      cacheFolder,
      programVersion,
      documents,
      onChange: (change) => this.#changed(change),
      onAnswers: (files) => {
        // Who asks is not told what nothing changed about.
        if (!client.pullsDiagnostics) this.#reporter.changed(files, new Set());
      },
    });
    this.#refresher = new Refresher(connection, client);
    this.#reporter = new DiagnosticsReporter({
      connection,
      client,
      diagnosticsOf: (file) => diagnostics(this.contextOf(file), file, this.#index.problems(file)),
      files: () =>
        new Set([
          ...this.#index.workspaces().flatMap((workspace) => [...workspace.files()]),
          ...this.#index.answered(),
          ...documents.files(),
        ]),
      uriOf: (file) => documents.uriOf(file),
      versionOf: (file) => documents.get(file)?.version ?? null,
    });
    this.#types =
      typeTier === null
        ? null
        : new TypeWatch({
            tier: typeTier,
            dags: () => (this.#settings.types ? this.#editedDags() : []),
            tasksOf: (file) => this.#index.of(file).inFile(file).tasks,
            onChange: (files) => this.#reporter.changed(files, this.#edited),
          });
    this.#liveSubscription = live.onChange(() => this.#liveChanged());
  }

  get client(): Client {
    return this.#options.client;
  }

  /** Absolute paths. */
  get folders(): readonly string[] {
    return this.#folders;
  }

  get reporter(): DiagnosticsReporter {
    return this.#reporter;
  }

  /** Resolves when the analysis knows every folder and every edit. */
  async prepare(): Promise<void> {
    await this.#index.ready;
    this.#flush();
  }

  /** Resolves when the problems of a file are known, which may be before everything is. */
  async prepareProblems(file: string): Promise<void> {
    // Drift is judged with the DAGs at hand.
    const isLive = this.#options.live.facts.status.kind === "connected";
    if (isLive || !this.#index.hasAnswers(file)) await this.prepare();
  }

  workspaceOf(file: string): Workspace {
    return this.#index.of(file);
  }

  contextOf(file: string): FeatureContext {
    return this.#contextOf(this.#index.of(file));
  }

  contexts(): readonly FeatureContext[] {
    return this.#index.workspaces().map((workspace) => this.#contextOf(workspace));
  }

  /** Reads the client's folders, or reads them again when they or the excluded names are others than before. */
  async readFolders(): Promise<void> {
    const { folders, excluded } = { folders: this.#folders, excluded: this.#settings.excludedFolders };
    this.#unread ??= new Set();
    const progress = this.#progress();
    await this.#index.follow(folders, excluded, (files) => progress.report(files));
    progress.done();
    const changed = this.#unread;
    this.#unread = null;
    const opened = [...this.#openedUnread];
    this.#openedUnread.clear();
    this.#reporter.changed(
      [...(changed ?? [])].filter((file) => !opened.includes(file)),
      new Set(),
    );
    for (const file of opened) this.#reporter.opened(file);
    // Documents that were opened meanwhile have been read with their folders.
    this.#askTypes();
    this.#refresher.soon();
    this.#options.onChange();
    this.#idleSoon();
  }

  async changeFolders(added: readonly string[], removed: readonly string[]): Promise<void> {
    this.#folders = [...new Set([...this.#folders, ...added])].filter((folder) => !removed.includes(folder));
    this.followLive();
    await this.readFolders();
  }

  async changeSettings(value: unknown): Promise<void> {
    const before = this.#settings;
    this.#settings = readSettings(value, readSettings(this.client.settings));
    this.followLive();
    if (String(before.excludedFolders) !== String(this.#settings.excludedFolders)) await this.readFolders();
    await this.#index.ready;
    this.#reporter.allChanged();
    this.#refresher.soon();
  }

  /** Starts or ends the live link, as client and settings want it. */
  followLive(): void {
    const { runtime, environment } = this.client;
    const enabled = this.#trusted && this.#settings.live;
    this.#options.live.follow({ enabled, folders: this.#folders, runtime, environment });
  }

  /** The client learnt that the workspace is trusted. */
  trust(): void {
    this.#trusted = true;
    this.followLive();
  }

  documentOpened(file: string): void {
    this.documentChanged(file);
    if (this.#unread === null) this.#flush();
    else if (!this.#index.hasAnswers(file)) {
      this.#openedUnread.add(file);
      return;
    }
    this.#reporter.opened(file);
  }

  /** Also when it was closed: from then on the text on disk counts. */
  documentChanged(file: string): void {
    this.#edited.add(file);
    this.#index.touch(file);
    this.#flushSoon();
  }

  diskChanged(paths: readonly string[]): void {
    this.#options.live.filesChanged(paths);
    for (const path of paths) this.#index.touchDisk(path);
    this.#flushSoon();
  }

  /** Something may have happened on disk: clients that do not watch files are asked to say so much by saving one. */
  diskMayHaveChanged(): void {
    if (this.client.watchesFiles) return;
    this.#timers.rescan ??= setTimeout(() => void this.#rescan(), RESCAN_AFTER_MS);
  }

  async dispose(): Promise<void> {
    for (const timer of Object.values(this.#timers)) if (timer !== null) clearTimeout(timer);
    if (this.#unread === null) this.#index.save(Date.now(), true);
    this.#refresher.dispose();
    this.#liveSubscription.dispose();
    await this.#types?.close();
    await this.#options.live.dispose();
  }

  #contextOf(workspace: Workspace): FeatureContext {
    const { documents, live, client } = this.#options;
    return {
      workspace,
      live: live.facts,
      types: this.#types ?? noTypes,
      settings: this.#settings,
      client,
      textOf: (file) => documents.get(file)?.getText() ?? sourceText(file),
      uriOf: (file) => documents.uriOf(file),
    };
  }

  /** The DAGs that open documents have a part in. */
  #editedDags(): readonly DagNode[] {
    const dags = new Set<DagNode>();
    for (const file of this.#options.documents.files()) {
      const workspace = this.#index.of(file);
      const here = workspace.inFile(file);
      for (const dag of here.dags) dags.add(dag);
      for (const task of here.tasks) {
        const dag = dagOfTask(workspace, task);
        if (dag !== undefined) dags.add(dag);
      }
    }
    return [...dags];
  }

  /** Not while folders are read: what has not been read yet would be taken for new, and read twice. */
  async #rescan(): Promise<void> {
    await this.#index.ready;
    this.#timers.rescan = null;
    this.#index.rescan();
    this.#flush();
  }

  #flushSoon(): void {
    this.#timers.flush ??= setTimeout(() => {
      this.#timers.flush = null;
      if (this.#unread === null) this.#flush();
    }, 0);
  }

  #flush(): void {
    this.#moveTypes();
    if (!this.#index.flush()) return;
    this.#askTypes();
    this.#idleSoon();
  }

  /** Before the analysis tells what changed, so that nothing is shown where it no longer stands. */
  #moveTypes(): void {
    const { documents } = this.#options;
    for (const file of this.#edited) {
      const text = documents.get(file)?.getText() ?? sourceText(file);
      if (text !== null) this.#types?.moves(file, text);
    }
  }

  #askTypes(): void {
    const { documents } = this.#options;
    this.#types?.edited([...this.#edited].map((file) => [file, documents.get(file)?.getText() ?? null]));
    this.#edited = new Set();
  }

  #changed({ files, dags }: Change): void {
    if (this.#unread !== null) {
      for (const file of files) this.#unread.add(file);
      return;
    }
    this.#reporter.changed(files, this.#edited);
    if (dags.size > 0) this.#refresher.soon();
    this.#options.onChange();
  }

  #liveChanged(): void {
    if (this.#unread !== null) return;
    this.#reporter.allChanged();
    this.#refresher.soon();
    this.#options.onChange();
  }

  /** Any edit puts it off again, so that typing never waits for it. */
  #idleSoon(): void {
    if (this.#timers.idle !== null) clearTimeout(this.#timers.idle);
    this.#timers.idle = setTimeout(() => this.#idle(), IDLE_AFTER_MS);
  }

  #idle(): void {
    this.#timers.idle = null;
    if (this.#unread !== null) return;
    if (!this.#index.idle(IDLE_STEP_MS)) {
      this.#saveSoon();
      return;
    }
    // A turn for messages between two steps.
    this.#timers.idle = setTimeout(() => this.#idle(), 0);
  }

  /** Not at every edit: it takes longer than an answer may. */
  #saveSoon(): void {
    this.#timers.save ??= setTimeout(() => {
      this.#timers.save = null;
      this.#index.save(Date.now());
    }, SAVE_AFTER_MS);
  }

  /** Shown where the client can; reading never waits for the client to say so. */
  #progress(): { readonly report: (files: number) => void; readonly done: () => void } {
    let reporter: WorkDoneProgressServerReporter | null = null;
    let isDone = false;
    if (this.client.progress) {
      void this.#options.connection.window.createWorkDoneProgress().then(
        (created) => {
          if (isDone) return;
          reporter = created;
          reporter.begin("Orchex: reading DAGs");
        },
        () => undefined,
      );
    }
    return {
      report: (files) => reporter?.report(`${files} files`),
      done: () => {
        isDone = true;
        reporter?.done();
      },
    };
  }
}
