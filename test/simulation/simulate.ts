import { createHash } from "node:crypto";
import type { WorkerOptions } from "../../runtime/dist/worker/options.js";
import type { Run } from "../model/records.ts";
import { Processes } from "./processes.ts";
import { Random } from "./random.ts";
import { scenarioOf, type Scenario, type Weather } from "./scenario.ts";
import { SimulatedLedger } from "./simulatedLedger.ts";
import type { Network } from "./simulatedStore.ts";
import { scheduleUsers } from "./users.ts";
import { Actor, VirtualTime } from "./virtualTime.ts";

export interface SimulationOptions {
  /** Changes what each worker is started with: how bugs are planted. */
  readonly plant?: ((options: WorkerOptions) => WorkerOptions) | undefined;
}

export interface SimulationReport {
  readonly seed: number;
  /** What must never happen, and did. */
  readonly violations: readonly string[];
  /** How often each trouble struck, and each kind of work was done. */
  readonly counts: Readonly<Record<string, number>>;
  /** Of everything that happened: the same for the same seed. */
  readonly digest: string;
  readonly virtualMs: number;
  readonly events: number;
}

/** By then everything must have come right, once nothing goes wrong any more. */
const HEALING_MS = 20 * 60_000;
const ENDING_MS = 2 * 60_000;

const CALM: Weather = {
  lostRequest: 0,
  lostAnswer: 0,
  late: 0,
  lostNotification: 0,
  latencyMs: 1,
  killEveryMs: Infinity,
  pauseEveryMs: Infinity,
  outageEveryMs: Infinity,
  cutEveryMs: Infinity,
};

/**
 * Runs the real worker (its engine, keeper, identities) on virtual time, against the reference model behind a bad
 * network: first with everything that can go wrong, then in peace until all runs have finished. Never run two at once.
 */
export async function simulate(seed: number, options: SimulationOptions = {}): Promise<SimulationReport> {
  const random = new Random(seed);
  const time = new VirtualTime();
  const restore = time.install(random.next);
  try {
    return await new Simulation(seed, random, time, options).run();
  } finally {
    restore();
  }
}

class Simulation {
  readonly #seed: number;
  readonly #random: Random;
  readonly #time: VirtualTime;
  readonly #scenario: Scenario;
  readonly #ledger: SimulatedLedger;
  readonly #network: Network;
  readonly #processes: Processes;
  readonly #violations: string[] = [];
  readonly #counts: Record<string, number> = {};
  readonly #fate = new Actor("fate");
  #healing = false;

  constructor(seed: number, random: Random, time: VirtualTime, { plant = (options) => options }: SimulationOptions) {
    this.#seed = seed;
    this.#random = random;
    this.#time = time;
    this.#scenario = scenarioOf(random);
    const violation = (what: string) => this.#violation(what);
    const processes = new Processes({
      time,
      random,
      scenario: this.#scenario,
      network: () => this.#network,
      violation,
      plant,
    });
    this.#processes = processes;
    this.#ledger = new SimulatedLedger(this.#scenario.shapes, {
      violation,
      bodyRuns: (token) => processes.bodyRuns(token),
      hadTrouble: (workerId) => processes.hadTrouble(workerId),
    });
    this.#network = {
      time,
      random,
      ledger: this.#ledger,
      server: new Actor("server"),
      weather: () => (this.#healing ? CALM : this.#scenario.weather),
      up: true,
      count: (what) => (this.#counts[what] = (this.#counts[what] ?? 0) + 1),
      trouble: (actor, untilMs) => processes.trouble(actor, untilMs),
      listeners: new Map(),
      onRegistered: (actor, id) => processes.registered(actor, id),
    };
  }

  async run(): Promise<SimulationReport> {
    const processes = this.#processes;
    const { troubleMs, workers, weather } = this.#scenario;
    for (let n = 0; n < workers; n += 1) processes.start();
    scheduleUsers(this.#scenario, this.#network);
    this.#again(weather.killEveryMs, () => processes.killOne());
    this.#again(weather.pauseEveryMs, () => processes.pauseOne());
    this.#again(weather.outageEveryMs, () => processes.outage());
    this.#again(weather.cutEveryMs, () => processes.cutOne());
    await this.#time.run(troubleMs);
    await this.#heal();
    await this.#stop();
    const { events, now } = this.#time;
    const digest = createHash("sha256").update(JSON.stringify([events, now, this.#counts, this.#ledger.state]));
    return {
      seed: this.#seed,
      violations: this.#violations,
      counts: this.#counts,
      digest: digest.digest("hex"),
      virtualMs: now,
      events,
    };
  }

  #again(everyMs: number, strike: () => void): void {
    if (!Number.isFinite(everyMs)) return;
    const next = () =>
      this.#time.at(this.#random.between(0.2, 1.8) * everyMs, this.#fate, () => {
        if (this.#healing) return;
        strike();
        next();
      });
    next();
  }

  /** Nothing goes wrong any more, but for what bodies do: all runs finish. */
  async #heal(): Promise<void> {
    this.#healing = true;
    this.#network.up = true;
    this.#processes.heal();
    const { model } = this.#ledger;
    const finished = () => [...model.runs.values()].every((run) => model.status(run) !== "running");
    await this.#time.run(this.#time.now + HEALING_MS, finished);
    for (const run of model.runs.values()) {
      if (model.status(run) === "running") this.#violation(`a run never finishes: ${shown(run)}`);
    }
  }

  /** Workers that are told to stop do, and leave nothing behind. */
  async #stop(): Promise<void> {
    const { up } = this.#processes;
    let open = 0;
    for (const { worker } of up) {
      if (worker === undefined) continue;
      open += 1;
      const ended = () => (open -= 1);
      worker.done.then(ended, ended);
      worker.stop();
    }
    await this.#time.run(this.#time.now + ENDING_MS, () => open === 0);
    if (open > 0) this.#violation(`${open} workers never end`);
    for (const { actor, ids } of up) {
      const held = ids.flatMap((id) => this.#heldUnder(id));
      if (held.length > 0) this.#violation(`${actor.name} has ended and holds ${held.length} jobs`);
      actor.state = "dead";
    }
  }

  #heldUnder(id: number) {
    const worker = this.#ledger.model.workers.get(id);
    return worker === undefined ? [] : this.#ledger.model.held(worker);
  }

  #violation(what: string): void {
    this.#violations.push(`at ${this.#time.now.toFixed(1)} ms: ${what}`);
  }
}

function shown({ id, jobs }: Run): string {
  return `${id}: ${jobs.map(({ no, status, dueAt }) => `${no} ${status}${dueAt === null ? "" : ` due at ${dueAt}`}`).join(", ")}`;
}
