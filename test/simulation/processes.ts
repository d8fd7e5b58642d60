import type { RunningWorker, WorkerOptions } from "../../runtime/dist/worker/options.js";
import { startWorker } from "../../runtime/dist/worker/startWorker.js";
import type { Random } from "./random.ts";
import type { Scenario } from "./scenario.ts";
import { SimulatedExecutor } from "./simulatedExecutor.ts";
import { simulatedStore, type Network } from "./simulatedStore.ts";
import { Actor, type VirtualTime } from "./virtualTime.ts";

/** A worker process of the simulation, from its start to its end, by whatever cause. */
export interface Process {
  readonly actor: Actor;
  readonly store: ReturnType<typeof simulatedStore>;
  executor: SimulatedExecutor | undefined;
  worker: RunningWorker | undefined;
  /** Under which it knows itself in the ledger. */
  readonly ids: number[];
  /** The last moment at which something kept it from renewing its leases. */
  troubleAt: number;
}

export interface ProcessesParts {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly scenario: Scenario;
  /** Known once the ledger is, which asks the processes. */
  readonly network: () => Network;
  readonly violation: (what: string) => void;
  /** Changes what a worker is started with: how bugs are planted. */
  readonly plant: (options: WorkerOptions) => WorkerOptions;
}

const RESTART_MS = 2_000;
const silent = () => {};

/** The worker processes: what starts them, what strikes them, and whether each had reason to lose its lease. */
export class Processes {
  readonly all: Process[] = [];
  readonly #parts: ProcessesParts;
  readonly #fate = new Actor("fate");
  #started = 0;

  constructor(parts: ProcessesParts) {
    this.#parts = parts;
  }

  get up(): Process[] {
    return this.all.filter(({ actor }) => actor.state === "up");
  }

  start(): void {
    const { time, network, plant } = this.#parts;
    const actor = new Actor(`w${(this.#started += 1)}`);
    const process: Process = {
      actor,
      store: simulatedStore(network(), actor),
      executor: undefined,
      worker: undefined,
      ids: [],
      troubleAt: -Infinity,
    };
    this.all.push(process);
    time.at(0, actor, () => {
      startWorker(plant(this.#optionsOf(process))).then(
        (worker) => {
          process.worker = worker;
          // Whoever supervises it starts another one.
          worker.done.catch(() => this.#kill(process, "gave up"));
        },
        () => this.#kill(process, "did not start"),
      );
    });
  }

  /** Whether a body of this claim runs just now, in some process that is up. */
  bodyRuns(token: number): boolean {
    return this.up.some(({ executor }) => executor?.runs(token));
  }

  registered(actor: Actor, workerId: number): void {
    this.#of(actor)?.ids.push(workerId);
  }

  /** Something keeps this process from renewing its leases, until then. */
  trouble(actor: Actor, untilMs = this.#parts.time.now): void {
    const process = this.#of(actor);
    if (process !== undefined) process.troubleAt = Math.max(process.troubleAt, untilMs);
  }

  hadTrouble(workerId: number): boolean {
    const { time, network, scenario } = this.#parts;
    // Nobody knows of a registration whose answer was lost.
    const process = this.all.find(({ ids }) => ids.includes(workerId));
    if (process === undefined || process.actor.state !== "up" || process.store.cut || !network().up) return true;
    return time.now - process.troubleAt <= scenario.leaseMs * 2;
  }

  killOne(): void {
    const process = this.#anyUp();
    if (process !== undefined) this.#kill(process, "killed");
  }

  pauseOne(): void {
    const { time, random, scenario, network } = this.#parts;
    const process = this.#anyUp();
    if (process === undefined) return;
    process.actor.state = "paused";
    network().count("paused");
    time.at(random.between(0.1, 3) * scenario.leaseMs, this.#fate, () => {
      this.trouble(process.actor);
      time.resume(process.actor);
    });
  }

  cutOne(): void {
    const { time, random, scenario, network } = this.#parts;
    const process = this.#anyUp();
    if (process === undefined || process.store.cut) return;
    process.store.cut = true;
    network().count("cut off");
    time.at(random.between(0.1, 2) * scenario.leaseMs, this.#fate, () => {
      this.trouble(process.actor);
      process.store.cut = false;
    });
  }

  /** The database is away, from everybody. */
  outage(): void {
    const { time, random, network } = this.#parts;
    const net = network();
    if (!net.up) return;
    net.up = false;
    net.count("outages");
    time.at(random.of([100, 3_000, 12_000, 40_000]) * random.next(), this.#fate, () => {
      for (const { actor } of this.all) this.trouble(actor);
      net.up = true;
    });
  }

  /** Whoever was paused or cut off is not any more. */
  heal(): void {
    for (const { actor, store } of this.all) {
      this.trouble(actor);
      store.cut = false;
      this.#parts.time.resume(actor);
    }
  }

  #optionsOf(process: Process): WorkerOptions {
    const { time, random, scenario, network } = this.#parts;
    const { concurrency, leaseMs, pollIntervalMs, taskTimeoutMs, shapes, body } = scenario;
    const registry = Object.fromEntries([...shapes].map(([dag, { tasks }]) => [dag, tasks.map(({ name }) => name)]));
    return {
      store: process.store,
      name: process.actor.name,
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
      onEvent: ({ kind }) => network().count(kind),
      executor: ({ events }) => {
        process.executor = new SimulatedExecutor({
          time,
          random,
          process: process.actor,
          registry,
          concurrency,
          events,
          bodyOf: (dag, task) => body(random, dag, task),
          onBegin: ({ runId, token, inputs }, task) => this.#checkInputs(runId, task, Number(token), inputs),
          kill: () => this.#kill(process, "killed by a task"),
        });
        return Promise.resolve({ executor: process.executor, slots: process.executor.slots });
      },
    };
  }

  #kill(process: Process, how: string): void {
    const { time, network } = this.#parts;
    if (process.actor.state === "dead") return;
    process.actor.state = "dead";
    process.troubleAt = Infinity;
    network().listeners.delete(process.actor);
    network().count(how);
    time.at(RESTART_MS, this.#fate, () => this.start());
  }

  #checkInputs(runId: string, task: string, token: number, inputs: string): void {
    const { ledger, count } = this.#parts.network();
    const no = ledger.model.runs.get(runId)?.snapshot.tasks.findIndex(({ name }) => name === task) ?? -1;
    const expected = ledger.inputsOf(runId, no);
    if (inputs !== expected) {
      this.#parts.violation(`task ${task} of run ${runId} is given ${inputs}, not ${expected}`);
    }
    count(ledger.model.job(runId, no).token === token ? "bodies" : "bodies of lost claims");
  }

  #anyUp(): Process | undefined {
    const { up } = this;
    return up.length === 0 ? undefined : this.#parts.random.of(up);
  }

  #of(actor: Actor): Process | undefined {
    return this.all.find((process) => process.actor === actor);
  }
}
