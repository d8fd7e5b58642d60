import { dirname } from "node:path";
import { REQUEST_FAILED, type Changed, type Progress, type Requests, type Told, type Topic } from "orchex/protocol";
import { ResponseError, type CancellationToken } from "vscode-languageserver/node";
import { childEnvironment } from "./childEnvironment.ts";
import { findProgram } from "./findProgram.ts";
import { FolderRoots } from "./folderRoots.ts";
import type { Live, LiveActions, LiveFacts, LiveStatus, LiveWanted } from "./live.ts";
import { ProjectLink, type ProjectStatus } from "./projectLink.ts";
import { looksLikeProject } from "./projectRoot.ts";
import type { LinkStatus, PassedOn } from "./protocol.ts";

export interface RuntimeLinkOptions {
  readonly log: (line: string) => void;
  readonly onStatus: (status: LinkStatus) => void;
  readonly onChanged: (folder: string, changed: Changed) => void;
  readonly onProgress: (progress: Progress) => void;
}

const OFF: ProjectStatus = {
  state: "off",
  text: "Nothing of the ledger is asked",
  remedy: "Trust the workspace, and see that the setting orchex.live.enabled is on.",
  serve: null,
};
const NOTHING_WANTED: LiveWanted = { enabled: false, folders: [], runtime: null, environment: [] };

/** What tells how a project is run. */
const SETTINGS_FILE = /(?:^|[\\/])(?:orchex\.config\.\w+|\.env|package\.json)$/;

/** The way from the server to the ledgers: one process for each project of the client's folders. */
export class RuntimeLink implements Live {
  readonly #options: RuntimeLinkOptions;
  readonly #projects = new Map<string, ProjectLink>();
  readonly #listeners = new Set<(dags: ReadonlySet<string> | null) => void>();
  /** By root, since a folder's database may be told before its process is started. */
  readonly #databases = new Map<string, string | null>();
  #wanted = NOTHING_WANTED;
  #roots = new FolderRoots([]);
  readonly #ending = new Set<Promise<void>>();

  readonly facts: LiveFacts;

  constructor(options: RuntimeLinkOptions) {
    this.#options = options;
    const status = () => this.#liveStatus();
    this.facts = {
      get status() {
        return status();
      },
      dag: (name, file) => this.#existing(file)?.dag(name) ?? null,
    };
  }

  readonly actions: LiveActions = {
    snapshot: async ({ file, exportName, activate }) => {
      const { version, created, active } = await this.#act(file, "snapshot", {
        address: `${file}:${exportName}`,
        activate,
      });
      return { version, created, active };
    },
    activate: async ({ dag, file, version }) => await this.#act(file, "activate", { dag, version }),
    enqueue: async ({ dag, file, inputs }) => {
      const { runIds, version } = await this.#act(file, "enqueue", { dag, inputs });
      return { runId: runIds[0] ?? "", version };
    },
    retry: async ({ dag, file, status, task }) =>
      await this.#act(file, "retry", { status, dag, ...(task !== null && { task }) }),
    cancel: async ({ file, runId }) => await this.#act(file, "cancel", { runId }),
  };

  onChange(listener: (dags: ReadonlySet<string> | null) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  follow(wanted: LiveWanted): void {
    const before = this.#wanted;
    this.#wanted = wanted;
    this.#roots = new FolderRoots(wanted.folders);
    const folders = wanted.enabled ? wanted.folders : [];
    const sameProgram = before.runtime === wanted.runtime && String(before.environment) === String(wanted.environment);
    for (const [root, project] of this.#projects) {
      const isWanted = folders.some(
        (folder) => this.#roots.folderOf(root) === folder || this.#roots.rootOf(folder) === root,
      );
      if (!isWanted || !sameProgram) this.#end(root, project);
    }
    for (const folder of folders) if (looksLikeProject(folder)) this.#project(this.#roots.rootOf(folder));
    for (const folder of wanted.folders) this.#tell(folder);
    this.#factsChanged(null);
  }

  filesChanged(files: readonly string[]): void {
    const settings = files.filter((file) => SETTINGS_FILE.test(file));
    if (settings.length === 0) return;
    this.#roots = new FolderRoots(this.#wanted.folders);
    for (const root of new Set(settings.map((file) => this.#roots.rootOf(dirname(file))))) {
      void this.#projects.get(root)?.configure();
    }
  }

  /** How the links of the client's folders are. */
  links(): readonly LinkStatus[] {
    return this.#wanted.folders.map((folder) => this.#statusOf(folder));
  }

  /** Passes a request on to the project that a path belongs to; starts its process if need be. */
  async request<Method extends PassedOn>(
    path: string,
    method: Method,
    params: Requests[Method]["params"],
    token?: CancellationToken,
  ): Promise<Requests[Method]["result"]> {
    return await this.#projectOf(path).request(method, params, token);
  }

  async watch(path: string, topics: readonly Topic[]): Promise<readonly Topic[]> {
    return await this.#projectOf(path).watch(topics);
  }

  async unwatch(path: string, topics: readonly Topic[]): Promise<readonly Topic[]> {
    return (await this.#existing(path)?.unwatch(topics)) ?? [];
  }

  async configure(path: string): Promise<LinkStatus> {
    this.#roots = new FolderRoots(this.#wanted.folders);
    await this.#projectOf(path).configure();
    return this.#statusOf(path);
  }

  /** Null takes back what was said before. */
  useDatabase(path: string, url: string | null): void {
    const root = this.#roots.rootOf(path);
    this.#databases.set(root, url);
    void this.#projects.get(root)?.useDatabase(url);
  }

  async dispose(): Promise<void> {
    for (const [root, project] of this.#projects) this.#end(root, project);
    await Promise.all(this.#ending);
  }

  #projectOf(path: string): ProjectLink {
    const inFolder = this.#roots.folderOf(path) !== null;
    if (!this.#wanted.enabled || !inFolder) {
      const data: Told = { code: "link.off", message: OFF.text, remedy: OFF.remedy };
      throw new ResponseError(REQUEST_FAILED, OFF.text, data);
    }
    return this.#project(this.#roots.rootOf(path));
  }

  /** The link of a path, where there is one. */
  #existing(path: string): ProjectLink | undefined {
    return this.#wanted.enabled ? this.#projects.get(this.#roots.rootOf(path)) : undefined;
  }

  #project(root: string): ProjectLink {
    const known = this.#projects.get(root);
    if (known !== undefined) return known;
    const project = new ProjectLink({
      root,
      databaseUrl: this.#databases.get(root) ?? null,
      program: () => findProgram(root, this.#wanted.runtime),
      env: () => childEnvironment(process.env, this.#wanted.environment),
      log: (line) => this.#options.log(line),
      onStatus: () => this.#statusChanged(root),
      onChanged: (changed) => {
        for (const folder of this.#foldersOf(root)) this.#options.onChanged(folder, changed);
      },
      onProgress: (progress) => this.#options.onProgress(progress),
      onFacts: (dags) => this.#factsChanged(dags),
    });
    this.#projects.set(root, project);
    this.#statusChanged(root);
    return project;
  }

  #end(root: string, project: ProjectLink): void {
    this.#projects.delete(root);
    const ending = project.dispose();
    this.#ending.add(ending);
    void ending.finally(() => this.#ending.delete(ending));
  }

  /** The names under which the client knows a project: its folders, or the project's own when it lies inside of one. */
  #foldersOf(root: string): readonly string[] {
    const folders = this.#wanted.folders.filter((folder) => this.#roots.rootOf(folder) === root);
    return folders.length > 0 ? folders : [root];
  }

  #statusOf(path: string): LinkStatus {
    const project = this.#existing(path);
    return { folder: this.#roots.folderOf(path) ?? path, ...(project?.status ?? OFF) };
  }

  #statusChanged(root: string): void {
    for (const folder of this.#foldersOf(root)) this.#tell(folder);
  }

  #tell(folder: string): void {
    this.#options.onStatus({ ...this.#statusOf(folder), folder });
  }

  #factsChanged(dags: ReadonlySet<string> | null): void {
    for (const listener of this.#listeners) listener(dags);
  }

  async #act<Method extends PassedOn>(
    file: string,
    method: Method,
    params: Requests[Method]["params"],
  ): Promise<Requests[Method]["result"]> {
    try {
      return await this.request(file, method, params);
    } catch (error) {
      const remedy = error instanceof ResponseError ? (error.data as Told | undefined)?.remedy : null;
      if (!(error instanceof Error) || remedy === null || remedy === undefined) throw error;
      throw new Error(`${error.message}. ${remedy}`, { cause: error });
    }
  }

  #liveStatus(): LiveStatus {
    const all = [...this.#projects.values()].map(({ status }) => status);
    if (!this.#wanted.enabled || all.length === 0) return { kind: "off" };
    const ready = all.filter(({ state }) => state === "ready");
    if (ready.length > 0)
      return { kind: "connected", database: [...new Set(ready.map(({ text }) => text))].join(", ") };
    if (all.some(({ state }) => state === "connecting")) return { kind: "starting" };
    return { kind: "unavailable", message: all[0]?.text ?? "" };
  }
}
