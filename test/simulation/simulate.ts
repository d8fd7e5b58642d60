import { createHash } from "node:crypto";
import type { RunningWorker } from "../../runtime/dist/worker/options.js";
import { startWorker } from "../../runtime/dist/worker/startWorker.js";
import type { Run } from "../model/records.ts";
import { Random } from "./random.ts";
import { scenarioOf, type Scenario, type Weather } from "./scenario.ts";
import { SimulatedExecutor } from "./simulatedExecutor.ts";
import { SimulatedLedger } from "./simulatedLedger.ts";
import { notify, simulatedStore, type Network } from "./simulatedStore.ts";
import { Actor, VirtualTime } from "./virtualTime.ts";

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

/** A worker process of the simulation, from its start to its end, by whatever cause. */
interface Process {
  readonly actor: Actor;
  readonly store: ReturnType<typeof simulatedStore>;
  executor: SimulatedExecutor | undefined;
  worker: RunningWorker | undefined;
  /** Under which it knows itself in the ledger. */
  readonly ids: number[];
  /** The last moment at which something kept it from renewing its leases. */
  troubleAt: number;
}

/** By then everything must have come right, once nothing goes wrong any more. */
const HEALING_MS = 20 * 60_000;
const RESTART_MS = 2_000;

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
export async function simulate(seed: number): Promise<SimulationReport> {
  const random = new Random(seed);
  const time = new VirtualTime();
  const restore = time.install(random.next);
  try {
    return await new Simulation(seed, random, time).run();
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
  readonly #processes: Process[] = [];
  readonly #violations: string[] = [];
  readonly #counts: Record<string, number> = {};
  readonly #user = new Actor("user");
  readonly #fate = new Actor("fate");
  #healing = false;
  #started = 0;

  constructor(seed: number, random: Random, time: VirtualTime) {
    this.#seed = seed;
    this.#random = random;
    this.#time = time;
    this.#scenario = scenarioOf(random);
    this.#ledger = new SimulatedLedger(this.#scenario.shapes, {
      violation: (what) => this.#violation(what),
      bodyRuns: (token) => this.#processes.some(({ actor, executor }) => actor.state === "up" && executor?.runs(token)),
      hadTrouble: (workerId) => this.#hadTrouble(workerId),
    });
    this.#network = {
      time,
      random,
      ledger: this.#ledger,
      server: new Actor("server"),
      weather: () => (this.#healing ? CALM : this.#scenario.weather),
      up: true,
      count: (what) => this.#count(what),
      trouble: (actor, untilMs) => this.#trouble(actor, untilMs),
      listeners: new Map(),
      onRegistered: (actor, id) => this.#processes.find((process) => process.actor === actor)?.ids.push(id),
    };
  }

  async run(): Promise<SimulationReport> {
    const { troubleMs, workers, weather } = this.#scenario;
    for (let n = 0; n < workers; n += 1) this.#start();
    this.#users();
    this.#again(weather.killEveryMs, () => this.#killOne());
    this.#again(weather.pauseEveryMs, () => this.#pauseOne());
    this.#again(weather.outageEveryMs, () => this.#outage());
    this.#again(weather.cutEveryMs, () => this.#cutOne());
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

  /** Nothing goes wrong any more, but for what bodies do: all runs finish. */
  async #heal(): Promise<void> {
    this.#healing = true;
    this.#network.up = true;
    for (const { actor, store } of this.#processes) {
      this.#trouble(actor);
      store.cut = false;
      this.#time.resume(actor);
    }
    const finished = () =>
      [...this.#ledger.model.runs.values()].every((run) => this.#ledger.model.status(run) !== "running");
    await this.#time.run(this.#time.now + HEALING_MS, finished);
    for (const run of this.#ledger.model.runs.values()) {
      if (this.#ledger.model.status(run) === "running") this.#violation(`a run never finishes: ${shown(run)}`);
    }
  }

  /** Workers that are told to stop do, and leave nothing behind. */
  async #stop(): Promise<void> {
    const up = this.#processes.filter(({ actor }) => actor.state === "up");
    let open = 0;
    for (const { worker } of up) {
      if (worker === undefined) continue;
      open += 1;
      const ended = () => (open -= 1);
      worker.done.then(ended, ended);
      worker.stop();
    }
    await this.#time.run(this.#time.now + 120_000, () => open === 0);
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

  #start(): void {
    const { concurrency, leaseMs, pollIntervalMs, taskTimeoutMs, shapes, body } = this.#scenario;
    const actor = new Actor(`w${(this.#started += 1)}`);
    const process: Process = {
      actor,
      store: simulatedStore(this.#network, actor),
      executor: undefined,
      worker: undefined,
      ids: [],
      troubleAt: -Infinity,
    };
    this.#processes.push(process);
    const registry = Object.fromEntries([...shapes].map(([dag, { tasks }]) => [dag, tasks.map(({ name }) => name)]));
    const silent = () => {};
    this.#time.at(0, actor, () => {
      startWorker({
        store: process.store,
        name: actor.name,
        code: { cwd: "/", addresses: [], modules: [] },
        concurrency,
        pollIntervalMs,
        leaseMs,
        taskTimeoutMs,
        maxAttempts: 10,
        maxResultBytes: 1_000_000,
        metricsIntervalMs: 0,
        drain: false,
        inline: false,
        watch: false,
        logger: { debug: silent, info: silent, warn: silent, error: silent },
        onEvent: ({ kind }) => this.#count(kind),
        executor: ({ events }) => {
          process.executor = new SimulatedExecutor({
            time: this.#time,
            random: this.#random,
            process: actor,
            registry,
            concurrency,
            events,
            bodyOf: (dag, task) => body(this.#random, dag, task),
            onBegin: ({ runId, token, inputs }, task) => this.#checkInputs(runId, task, Number(token), inputs),
            kill: () => this.#kill(process, "killed by a task"),
          });
          return Promise.resolve({ executor: process.executor, slots: process.executor.slots });
        },
      }).then(
        (worker) => {
          process.worker = worker;
          // Whoever supervises it starts another one.
          worker.done.catch(() => this.#kill(process, "gave up"));
        },
        () => this.#kill(process, "did not start"),
      );
    });
  }

  #users(): void {
    const { runs, troubleMs, shapes } = this.#scenario;
    const { model } = this.#ledger;
    const anyRun = (): Run | undefined => {
      const all = [...model.runs.values()];
      return all.length === 0 ? undefined : this.#random.of(all);
    };
    for (let n = 0; n < runs; n += 1) {
      this.#byUser(this.#random.between(0, troubleMs * 0.7), () => {
        const id = `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
        model.start(id, this.#random.of([...shapes.keys()]), JSON.stringify({ n }), null);
        notify(this.#network, "ready");
      });
    }
    if (this.#random.chance(0.3)) {
      this.#byUser(this.#random.between(0, troubleMs), () => {
        const run = anyRun();
        if (run !== undefined && model.cancel(run) !== null) this.#count("cancelled runs");
        notify(this.#network, "control");
      });
    }
    for (const status of ["dead", "failed"] as const) {
      if (!this.#random.chance(0.5)) continue;
      this.#byUser(this.#random.between(troubleMs / 2, troubleMs), () => {
        if (model.retry(status, () => true) > 0) this.#count(`retried ${status} jobs`);
        notify(this.#network, "ready");
      });
    }
  }

  #byUser(atMs: number, act: () => void): void {
    this.#time.at(atMs, this.#user, () => {
      this.#ledger.model.now = this.#time.now;
      act();
    });
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

  #anyUp(): Process | undefined {
    const up = this.#processes.filter(({ actor }) => actor.state === "up");
    return up.length === 0 ? undefined : this.#random.of(up);
  }

  #killOne(): void {
    const process = this.#anyUp();
    if (process !== undefined) this.#kill(process, "killed");
  }

  #kill(process: Process, how: string): void {
    if (process.actor.state === "dead") return;
    process.actor.state = "dead";
    process.troubleAt = Infinity;
    this.#network.listeners.delete(process.actor);
    this.#count(how);
    this.#time.at(RESTART_MS, this.#fate, () => this.#start());
  }

  #pauseOne(): void {
    const process = this.#anyUp();
    if (process === undefined) return;
    process.actor.state = "paused";
    this.#count("paused");
    this.#time.at(this.#random.between(0.1, 3) * this.#scenario.leaseMs, this.#fate, () => {
      this.#trouble(process.actor);
      this.#time.resume(process.actor);
    });
  }

  #outage(): void {
    if (!this.#network.up) return;
    this.#network.up = false;
    this.#count("outages");
    this.#time.at(this.#random.of([100, 3_000, 12_000, 40_000]) * this.#random.next(), this.#fate, () => {
      for (const { actor } of this.#processes) this.#trouble(actor);
      this.#network.up = true;
    });
  }

  #cutOne(): void {
    const process = this.#anyUp();
    if (process === undefined || process.store.cut) return;
    process.store.cut = true;
    this.#count("cut off");
    this.#time.at(this.#random.between(0.1, 2) * this.#scenario.leaseMs, this.#fate, () => {
      this.#trouble(process.actor);
      process.store.cut = false;
    });
  }

  #trouble(actor: Actor, untilMs = this.#time.now): void {
    const process = this.#processes.find((other) => other.actor === actor);
    if (process !== undefined) process.troubleAt = Math.max(process.troubleAt, untilMs);
  }

  #hadTrouble(workerId: number): boolean {
    // Nobody knows of a registration whose answer was lost.
    const process = this.#processes.find(({ ids }) => ids.includes(workerId));
    if (process === undefined || process.actor.state !== "up" || process.store.cut || !this.#network.up) return true;
    return this.#time.now - process.troubleAt <= this.#scenario.leaseMs * 2;
  }

  #checkInputs(runId: string, task: string, token: number, inputs: string): void {
    const { model } = this.#ledger;
    const no = model.runs.get(runId)?.snapshot.tasks.findIndex(({ name }) => name === task) ?? -1;
    const expected = this.#ledger.inputsOf(runId, no);
    if (inputs !== expected) this.#violation(`task ${task} of run ${runId} is given ${inputs}, not ${expected}`);
    this.#count(model.job(runId, no).token === token ? "bodies" : "bodies of lost claims");
  }

  #count(what: string): void {
    this.#counts[what] = (this.#counts[what] ?? 0) + 1;
  }

  #violation(what: string): void {
    this.#violations.push(`at ${this.#time.now.toFixed(1)} ms: ${what}`);
  }
}

function shown({ id, jobs }: Run): string {
  return `${id}: ${jobs.map(({ no, status, dueAt }) => `${no} ${status}${dueAt === null ? "" : ` due at ${dueAt}`}`).join(", ")}`;
}
