import { databaseOptions } from "../api/databaseOptions.ts";
import { databaseUrl } from "../api/databaseUrl.ts";
import { toldError } from "../cli/errorLine.ts";
import type { Config } from "../config/config.ts";
import { describeDatabase } from "../config/describeDatabase.ts";
import type { EditorLedger } from "../store/editorLedger.ts";
import { postgresEditorLedger } from "../store/postgresEditorLedger.ts";
import { embeddedPid, embeddedStopped, embeddedUrl } from "./embeddedDatabase.ts";
import type { DatabaseStatus } from "./protocol.ts";
import { statusOfError } from "./statusOfError.ts";

/** One to watch, one to answer, so that a long count delays neither. */
const CONNECTIONS = 2;
/** A view that is empty after this long is worth no more waiting. */
const STATEMENT_TIMEOUT_MS = 15_000;
/** Nobody asked for this long: the connections go, and with them the last reason of an embedded server to run. */
const LINGER_MS = 10_000;

export interface LedgerLinkOptions {
  /** Reads the settings anew. */
  readonly settings: () => Promise<Config>;
  readonly onStatus: () => void;
  /** How long an embedded server may still run once nobody uses it. */
  readonly idleMs: number;
}

interface Use {
  /** Somebody wants something done: an embedded server that does not run is started. */
  readonly start?: boolean;
  /** False where the schema is what is to be made. */
  readonly check?: boolean;
}

/** The way to the ledger: opened when needed, given up when nobody looks, found again after it was away. */
export class LedgerLink {
  readonly #options: LedgerLinkOptions;
  #config: Promise<Config> | undefined;
  #opening: Promise<EditorLedger> | undefined;
  #url: string | undefined;
  /** Its schema was found to be of this version. */
  #sound = false;
  #rest: { readonly pid: number | null; readonly until: number } | undefined;
  #uses = 0;
  #linger: NodeJS.Timeout | undefined;
  #status: DatabaseStatus = { state: "stopped", kind: null, shown: "", schema: "", problem: null };

  constructor(options: LedgerLinkOptions) {
    this.#options = options;
  }

  get status(): DatabaseStatus {
    return this.#status;
  }

  config(): Promise<Config> {
    this.#config ??= this.#options.settings();
    return this.#config;
  }

  /** Forgets the settings and the connections. */
  forget(): void {
    this.#config = undefined;
    this.disconnect();
  }

  /** Gives up the connections; the next use opens new ones. */
  disconnect(): void {
    this.#rest = undefined;
    this.#drop();
  }

  /** Whether the ledger can be used now. Starts nothing, and does not wake what rests. */
  async look(): Promise<boolean> {
    if (this.#rest !== undefined && !isOver(this.#rest)) return false;
    return await this.use(() => Promise.resolve(true)).catch(() => false);
  }

  /** Does something with the ledger; what a failure says about the database is remembered. */
  async use<Result>(body: (ledger: EditorLedger) => Promise<Result>, how: Use = {}): Promise<Result> {
    this.#rest = undefined;
    this.#uses += 1;
    clearTimeout(this.#linger);
    try {
      return await body(await this.#reach(how));
    } catch (thrown) {
      const error = await this.#told(thrown);
      const state = statusOfError(error);
      if (state !== null) {
        this.#sound = false;
        if (state === "unreachable" || state === "stopped") this.#drop();
        await this.#set(state, error);
      }
      throw error;
    } finally {
      this.#uses -= 1;
      if (this.#uses === 0) this.#linger = setTimeout(() => this.#drop(), LINGER_MS).unref();
    }
  }

  /** Lets an embedded server stop that nobody else uses; it is found again as soon as somebody starts or uses it. */
  rest(): void {
    // A server that goes on for longer is used by somebody else, and then we may look at it, too.
    this.#rest = { pid: embeddedPid(), until: performance.now() + this.#options.idleMs * 1.5 };
    this.#drop();
  }

  async close(): Promise<void> {
    clearTimeout(this.#linger);
    const ledger = await this.#opening?.catch(() => undefined);
    await ledger?.close();
  }

  /** An embedded server that cannot be reached since it was stopped is no fault, and nothing to look into. */
  async #told(thrown: unknown): Promise<unknown> {
    if (statusOfError(thrown) !== "unreachable") return thrown;
    const config = await this.config().catch(() => null);
    return config !== null && config.databaseUrl === null && embeddedPid() === null ? embeddedStopped() : thrown;
  }

  async #reach({ start = false, check = true }: Use): Promise<EditorLedger> {
    const config = await this.#settings();
    if (start && config.databaseUrl === null) {
      const url = await databaseUrl(config);
      if (url !== this.#url) this.#drop();
    }
    this.#opening ??= this.#open(config);
    const ledger = await this.#opening;
    if (check && !this.#sound) {
      await ledger.checkSchema();
      this.#sound = true;
      await this.#set("ready", null);
    }
    return ledger;
  }

  async #settings(): Promise<Config> {
    try {
      return await this.config();
    } catch (error) {
      await this.#set("misconfigured", error);
      throw error;
    }
  }

  async #open(config: Config): Promise<EditorLedger> {
    try {
      const url = config.databaseUrl === null ? await embeddedUrl(config.projectRoot) : await databaseUrl(config);
      this.#url = url;
      const options = databaseOptions(config, url, "orchex serve");
      const most = options.statementTimeoutMs === 0 ? Infinity : options.statementTimeoutMs;
      return postgresEditorLedger(
        { ...options, statementTimeoutMs: Math.min(most, STATEMENT_TIMEOUT_MS) },
        CONNECTIONS,
      );
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  #drop(): void {
    const opening = this.#opening;
    this.#opening = undefined;
    this.#url = undefined;
    this.#sound = false;
    void opening?.then((ledger) => ledger.close()).catch(() => {});
  }

  async #set(state: DatabaseStatus["state"], error: unknown): Promise<void> {
    const config = await this.config().catch(() => null);
    const status: DatabaseStatus = {
      state,
      kind: config === null ? null : config.databaseUrl === null ? "embedded" : "url",
      shown: config === null ? "" : shownDatabase(config),
      schema: config?.schema ?? "",
      problem: error === null ? null : toldError(error),
    };
    if (JSON.stringify(status) === JSON.stringify(this.#status)) return;
    this.#status = status;
    this.#options.onStatus();
  }
}

/** A server that has stopped, was started anew or goes on for others is worth a look again. */
function isOver({ pid, until }: { readonly pid: number | null; readonly until: number }): boolean {
  const now = embeddedPid();
  return now === null || now !== pid || performance.now() > until;
}

function shownDatabase(config: Config): string {
  if (config.databaseUrl !== null) return describeDatabase(config, config.databaseUrl);
  return `Embedded Postgres, for ${config.projectRoot}`;
}
