import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as delay } from "node:timers/promises";
import { until } from "../support/until.ts";
import type { Traits } from "./plan.ts";
import { Proxy } from "./proxy.ts";
import { SCHEMA, type Stage } from "./stage.ts";

const PROGRAM = fileURLToPath(new URL("soakWorker.mjs", import.meta.url));
const WRONG_CLOCK = new URL("wrongClock.mjs", import.meta.url).href;
const AGAIN_MS = 500;
const STARTS_WITHIN_MS = 120_000;

interface Line {
  readonly kind: string;
  readonly level?: string;
  readonly message?: string;
  readonly refused?: number;
}

/** One of the workers, whatever process it is at the moment. */
export interface Member {
  readonly traits: Traits;
  readonly proxy: Proxy;
  /** Its process's name in the ledger. */
  readonly name: string;
  readonly frozen: boolean;
  signal(signal: NodeJS.Signals): void;
}

/** Keeps the workers running, as a supervisor would: whichever ends is started again. */
export class Fleet {
  /** What the workers' processes have said and how they ended, counted. */
  readonly counts = new Map<string, number>();
  readonly members: readonly Member[];
  readonly #keepers: readonly Keeper[];

  private constructor(keepers: readonly Keeper[]) {
    this.#keepers = keepers;
    this.members = keepers;
  }

  static async start(stage: Stage, traits: readonly Traits[], options: FleetOptions): Promise<Fleet> {
    const keepers: Keeper[] = [];
    const fleet = new Fleet(keepers);
    const count = (what: string, n = 1) => fleet.counts.set(what, (fleet.counts.get(what) ?? 0) + n);
    for (const [index, one] of traits.entries()) {
      keepers.push(await Keeper.open(stage, { index, traits: one, options, count, pooled: () => fleet.#pooled }));
    }
    for (const keeper of keepers) keeper.start();
    await until("every worker works", () => keepers.every(({ working }) => working), STARTS_WITHIN_MS);
    return fleet;
  }

  #pooled = false;

  /** From now on, or no more, every worker comes to the database through the pooler; they are asked to end, and come back. */
  async throughPooler(pooled: boolean): Promise<void> {
    this.#pooled = pooled;
    await this.renew();
  }

  /** Asks every worker to end, one after the other, as a deployment does. */
  async renew(): Promise<void> {
    for (const keeper of this.#keepers) {
      keeper.renew();
      await delay(AGAIN_MS);
    }
  }

  /** Thaws, asks to end, waits; who does not end in time is killed and counted. Answers the processes that are left. */
  async stop(withinMs: number): Promise<number> {
    const ended = await Promise.all(this.#keepers.map((keeper) => keeper.stop(withinMs)));
    return ended.filter((inTime) => !inTime).length;
  }
}

export interface FleetOptions {
  readonly leaseMs: number;
  /** Where each process's output goes. */
  readonly logFolder: string;
  /** The bug that its workers have. */
  readonly mutant?: string | undefined;
}

interface KeeperParts {
  readonly index: number;
  readonly traits: Traits;
  readonly options: FleetOptions;
  readonly count: (what: string, n?: number) => void;
  readonly pooled: () => boolean;
}

class Keeper implements Member {
  readonly traits: Traits;
  readonly proxy: Proxy;
  name = "";
  frozen = false;
  /** Its process has registered, and has not ended since. */
  working = false;
  readonly #stage: Stage;
  readonly #parts: KeeperParts;
  readonly #log: WriteStream;
  #child: ChildProcess | undefined;
  #times = 0;
  #over = false;
  /** How the process of this moment comes to the database, to its end. */
  #pooled = false;
  #renewing = false;
  #keeping: Promise<void> = Promise.resolve();

  static async open(stage: Stage, parts: KeeperParts): Promise<Keeper> {
    let keeper: Keeper | undefined = undefined;
    const proxy = await Proxy.start(() => keeper?.port ?? stage.cluster.port);
    return (keeper = new Keeper(stage, parts, proxy));
  }

  private constructor(stage: Stage, parts: KeeperParts, proxy: Proxy) {
    this.#stage = stage;
    this.#parts = parts;
    this.traits = parts.traits;
    this.proxy = proxy;
    this.#log = createWriteStream(join(parts.options.logFolder, `worker-${parts.index}.log`));
  }

  /** Where its connections lead. */
  get port(): number {
    const { pooler, cluster } = this.#stage;
    return this.#pooled && "port" in pooler ? pooler.port : cluster.port;
  }

  start(): void {
    this.#keeping = this.#keep();
  }

  signal(signal: NodeJS.Signals): void {
    if (signal === "SIGSTOP") this.frozen = true;
    if (signal === "SIGCONT") this.frozen = false;
    this.#child?.kill(signal);
  }

  /** Asks the process of this moment to end, once it works. */
  renew(): void {
    if (this.working) this.signal("SIGTERM");
    else this.#renewing = true;
  }

  async stop(withinMs: number): Promise<boolean> {
    this.#over = true;
    this.signal("SIGCONT");
    this.signal("SIGTERM");
    const inTime = await Promise.race([this.#keeping.then(() => true), delay(withinMs, false, { ref: false })]);
    this.signal("SIGKILL");
    await this.#keeping;
    await this.proxy.close();
    await new Promise<void>((resolve) => this.#log.end(resolve));
    return inTime;
  }

  async #keep(): Promise<void> {
    while (!this.#over) {
      this.#times += 1;
      this.name = `soak-${this.#parts.index}-${this.#times}`;
      this.frozen = false;
      this.#renewing = false;
      const end = await this.#run();
      this.working = false;
      this.#parts.count(`ended with ${end}`);
      this.#log.write(`${this.name} ended with ${end}\n`);
      await delay(AGAIN_MS);
    }
  }

  async #run(): Promise<string> {
    this.#pooled = this.#parts.pooled();
    const { clockMs, pool, concurrency } = this.traits;
    const { leaseMs, mutant } = this.#parts.options;
    const database = {
      url: this.#stage.urlAt(this.proxy.port),
      schema: SCHEMA,
      statementTimeoutMs: 5_000,
      preparedStatements: !this.#pooled,
      applicationName: SCHEMA,
    };
    const told = { database, pool, mutant, code: this.#stage.code, options: { name: this.name, concurrency, leaseMs } };
    const env = {
      PATH: process.env["PATH"],
      SOAK_WORKER: JSON.stringify(told),
      SOAK_EFFECTS: this.#stage.effects.url,
      SOAK_CLOCK_MS: String(clockMs),
      SOAK_LEASE_MS: String(leaseMs),
    };
    const nodeArguments = clockMs === 0 ? [] : ["--import", WRONG_CLOCK];
    const child = spawn(process.execPath, [...nodeArguments, PROGRAM], { env, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    let rest = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#log.write(text);
      const parts = `${rest}${text}`.split("\n");
      rest = parts.pop() ?? "";
      for (const part of parts) this.#heard(JSON.parse(part) as Line);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => this.#log.write(text));
    return await new Promise((resolve) => {
      child.once("close", (code, signal) => resolve(String(signal ?? code)));
    });
  }

  #heard({ kind, level, message, refused }: Line): void {
    const { count } = this.#parts;
    if (kind === "refused") count("writes refused by their fence", refused);
    else if (kind === "log" && level !== "debug" && level !== "info") count(`${level}: ${message ?? ""}`);
    else if (kind === "working") {
      this.working = true;
      if (this.#renewing) this.signal("SIGTERM");
      count("processes that worked");
    }
  }
}
