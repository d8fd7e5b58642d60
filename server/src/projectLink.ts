import {
  PROTOCOL,
  REQUEST_FAILED,
  type Changed,
  type Progress,
  type Requests,
  type ServeStatus,
  type Told,
  type Topic,
} from "orchex/protocol";
import { ResponseError, type CancellationToken } from "vscode-languageserver/node";
import type { Program } from "./findProgram.ts";
import type { LiveDag } from "./live.ts";
import { ProjectFacts } from "./projectFacts.ts";
import type { LinkStatus } from "./protocol.ts";
import { Restarts } from "./restarts.ts";
import { ServeProcess, type Ending } from "./serveProcess.ts";

export interface ProjectLinkOptions {
  readonly root: string;
  /** See `useDatabase`. */
  readonly databaseUrl: string | null;
  /** Looked for anew at each start. */
  readonly program: () => Program | null;
  readonly env: () => NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
  readonly onStatus: () => void;
  readonly onChanged: (changed: Changed) => void;
  readonly onProgress: (progress: Progress) => void;
  /** Facts of these DAGs are others than before; null: of any. */
  readonly onFacts: (dags: ReadonlySet<string> | null) => void;
}

export type ProjectStatus = Omit<LinkStatus, "folder">;

/** Longer than any start takes, even where the disk is slow. */
const HANDSHAKE_MS = 20_000;
/** What a command line answers that does not know `serve`. */
const WRONG_USAGE = 2;

const CONNECTING: ProjectStatus = { state: "connecting", text: "Starting orchex", remedy: null, serve: null };

/** The process of one project: started, started again when it dies, asked and listened to. */
export class ProjectLink {
  readonly #options: ProjectLinkOptions;
  readonly #restarts = new Restarts();
  /** What the client watches, and which DAGs' facts are kept. */
  readonly #topics = new Set<Topic>();
  readonly #wanted = new Set<string>();
  readonly #asking = new Set<string>();
  #facts = new ProjectFacts();
  #status: ProjectStatus = CONNECTING;
  #process: ServeProcess | undefined;
  /** Resolves with the process once it has answered the handshake; undefined while none is to come. */
  #ready: Promise<ServeProcess> | undefined;
  #databaseUrl: string | null;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: ProjectLinkOptions) {
    this.#options = options;
    this.#databaseUrl = options.databaseUrl;
    this.#start();
  }

  get status(): ProjectStatus {
    return this.#status;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** What is known; asking for a DAG is what makes its facts be kept. */
  dag(name: string): LiveDag | null {
    if (!this.#wanted.has(name)) {
      this.#wanted.add(name);
      void this.#keep(name);
    }
    return this.#status.state === "ready" ? this.#facts.dag(name) : null;
  }

  activeVersion(name: string): string | null {
    return this.#facts.activeVersion(name) ?? null;
  }

  /** Waits for a process that is starting. Rejects with a `ResponseError`. */
  async request<Method extends keyof Requests>(
    method: Method,
    params: Requests[Method]["params"],
    token?: CancellationToken,
  ): Promise<Requests[Method]["result"]> {
    if (this.#ready === undefined) throw refusal(this.#status);
    try {
      return await (await this.#ready).request(method, params, token);
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      throw refusal(this.#status);
    }
  }

  async watch(topics: readonly Topic[]): Promise<readonly Topic[]> {
    for (const topic of topics) this.#topics.add(topic);
    // A process that is not there now is told when it comes.
    const process = await this.#ready?.catch(() => undefined);
    await process?.request("watch", { topics });
    return [...this.#topics];
  }

  async unwatch(topics: readonly Topic[]): Promise<readonly Topic[]> {
    for (const topic of topics) this.#topics.delete(topic);
    const own = new Set(this.#ownTopics());
    const given = topics.filter((topic) => !own.has(topic));
    const process = await this.#ready?.catch(() => undefined);
    if (given.length > 0) await process?.request("unwatch", { topics: given });
    return [...this.#topics];
  }

  /** Null: what the project's settings say. Takes effect at once. */
  async useDatabase(url: string | null): Promise<void> {
    if (url === this.#databaseUrl) return;
    this.#databaseUrl = url;
    await this.configure();
  }

  /** Reads the settings again, and starts a process where there is none. */
  async configure(): Promise<ProjectStatus> {
    this.#restarts.forget();
    if (this.#ready === undefined) this.#start();
    // Not awaited for its answer alone: a process that cannot be started says so by the status.
    const serve = await this.request("configure", { databaseUrl: this.#databaseUrl }).catch(() => null);
    if (serve !== null) this.#hearStatus(serve);
    return this.#status;
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#timer);
    await this.#process?.end();
  }

  #start(): void {
    clearTimeout(this.#timer);
    const { root, program, env, log, onChanged, onProgress } = this.#options;
    const found = program();
    if (found === null) {
      const remedy = "Install it: npm install orchex.";
      this.#giveUp({ state: "failed", text: "There is no orchex package for this project", remedy, serve: null });
      return;
    }
    if (this.#status.state !== "connecting") this.#set(CONNECTING);
    const process = new ServeProcess({ program: found, root, env: env(), onLine: log });
    this.#process = process;
    process.on("status", (serve) => this.#hearStatus(serve));
    process.on("progress", onProgress);
    process.on("changed", (changed) => {
      this.#hear(changed);
      if (this.#topics.has(changed.topic)) onChanged(changed);
    });
    const ready = this.#greet(process);
    this.#ready = ready;
    void this.#follow(process, ready, found);
  }

  async #greet(process: ServeProcess): Promise<ServeProcess> {
    const late = setTimeout(() => process.kill(), HANDSHAKE_MS);
    try {
      await process.request("initialize", { protocol: PROTOCOL, databaseUrl: this.#databaseUrl });
      await process.request("watch", { topics: [...new Set([...this.#topics, ...this.#ownTopics()])] });
      return process;
    } finally {
      clearTimeout(late);
    }
  }

  /** Sees a process through: its first status, its end, and what comes after it. */
  async #follow(process: ServeProcess, ready: Promise<ServeProcess>, program: Program): Promise<void> {
    let readyAt: number | undefined;
    try {
      await ready;
      readyAt = performance.now();
      this.#hearStatus(await process.request("status", {}));
    } catch (error) {
      if (isOtherProtocol(error)) {
        this.#giveUp({
          state: "versionMismatch",
          text: error.message,
          remedy: error.data?.remedy ?? null,
          serve: null,
        });
        await process.end();
        return;
      }
    }
    const ending = await process.ended;
    if (this.#disposed || this.#process !== process) return;
    this.#process = undefined;
    this.#ended(readyAt === undefined ? null : performance.now() - readyAt, ending, program);
  }

  #ended(lifeMs: number | null, { code, lastWords }: Ending, { version }: Program): void {
    if (lifeMs === null && code === WRONG_USAGE) {
      const text = `The project's orchex (${version}) does not know how to talk with an editor`;
      this.#giveUp({ state: "versionMismatch", text, remedy: "Upgrade the project's orchex package.", serve: null });
      return;
    }
    const pause = this.#restarts.next(lifeMs);
    if (pause === null) {
      const text = `orchex does not start${lastWords === "" ? "" : `: ${lastWords}`}`;
      this.#giveUp({
        state: "failed",
        text,
        remedy: "See what `orchex serve --stdio` says in the project's folder.",
        serve: null,
      });
      return;
    }
    // Whoever asks meanwhile waits for the next one.
    let begin: (process: Promise<ServeProcess>) => void = () => {};
    this.#ready = new Promise((resolve) => (begin = resolve));
    this.#ready.catch(() => {});
    this.#set({ ...CONNECTING, text: "orchex ended, and is started again" });
    this.#timer = setTimeout(() => {
      this.#start();
      begin(this.#ready ?? Promise.reject(refusal(this.#status)));
    }, pause);
  }

  #giveUp(status: ProjectStatus): void {
    this.#ready = undefined;
    this.#process = undefined;
    this.#set(status);
  }

  #ownTopics(): readonly Topic[] {
    return ["dags", ...[...this.#wanted].map((name): Topic => `figures:${name}`)];
  }

  #hear(changed: Changed): void {
    const dags = this.#facts.hear(changed);
    if (dags.size === 0) return;
    if (changed.topic === "dags") for (const name of dags) if (this.#wanted.has(name)) void this.#readContent(name);
    this.#options.onFacts(dags);
  }

  async #keep(name: string): Promise<void> {
    const process = await this.#ready?.catch(() => undefined);
    // The next process is asked for it by its handshake.
    await process?.request("watch", { topics: [`figures:${name}`] }).catch(() => {});
    await this.#readContent(name);
  }

  async #readContent(name: string): Promise<void> {
    if (this.#asking.has(name) || !this.#facts.lacksContent(name)) return;
    this.#asking.add(name);
    try {
      const content = await this.request("snapshotContent", { dag: name });
      if (content !== null) this.#facts.hearContent(name, content);
      this.#options.onFacts(new Set([name]));
    } catch {
      // It is asked for again with the next news of the DAG, or by the next process.
    } finally {
      this.#asking.delete(name);
    }
  }

  #hearStatus(serve: ServeStatus): void {
    const { state, shown, problem } = serve.database;
    if (state === "ready") {
      const before = this.#status;
      const isSame = before.state === "ready" && databaseOf(before) === databaseOf({ serve });
      // What was known is of another database.
      if (!isSame) this.#facts = new ProjectFacts();
      this.#set({ state: "ready", text: shown, remedy: null, serve });
      // It tells everything once more.
      if (!isSame) void this.#process?.request("watch", { topics: this.#ownTopics() }).catch(() => {});
    } else {
      this.#set({ state: "noDatabase", text: problem?.message ?? shown, remedy: problem?.remedy ?? null, serve });
    }
  }

  #set(status: ProjectStatus): void {
    if (JSON.stringify(status) === JSON.stringify(this.#status)) return;
    this.#status = status;
    // Another database knows other DAGs.
    if (status.state !== "ready") this.#facts = new ProjectFacts();
    this.#options.onStatus();
    this.#options.onFacts(null);
  }
}

function databaseOf({ serve }: Pick<ProjectStatus, "serve">): string {
  return JSON.stringify([serve?.database.shown, serve?.database.schema]);
}

function isOtherProtocol(error: unknown): error is ResponseError<Told> {
  return error instanceof ResponseError && (error.data as Told | undefined)?.code === "serve.protocol";
}

function refusal({ state, text, remedy }: ProjectStatus): ResponseError<Told> {
  const told = { code: `link.${state}`, message: text, remedy };
  return new ResponseError(REQUEST_FAILED, text, told);
}
