import type { Database } from "../../runtime/dist/store/database.js";
import { beat } from "../../runtime/dist/store/statements/beat.js";
import { cancel } from "../../runtime/dist/store/statements/cancel.js";
import { enqueue } from "../../runtime/dist/store/statements/enqueue.js";
import { fail } from "../../runtime/dist/store/statements/fail.js";
import { register } from "../../runtime/dist/store/statements/register.js";
import { releaseOrphans } from "../../runtime/dist/store/statements/releaseOrphans.js";
import { release } from "../../runtime/dist/store/statements/release.js";
import { requeue } from "../../runtime/dist/store/statements/requeue.js";
import { skip } from "../../runtime/dist/store/statements/skip.js";
import { activate, saveSnapshot } from "../../runtime/dist/store/statements/snapshots.js";
import { step } from "../../runtime/dist/store/statements/step.js";
import { tend } from "../../runtime/dist/store/statements/tend.js";
import { clock, endWorker } from "../../runtime/dist/store/statements/workerState.js";
import type { ClaimedJob } from "../../runtime/dist/store/store.js";
import type { FrozenLedger } from "../support/frozenLedger.ts";
import { shape, versionOf } from "../support/shape.ts";

export const LEASE_MS = 10_000;

interface Player {
  readonly id: number;
  readonly dagIds: readonly number[];
}

/** What a scenario plays with: one DAG, its runs, its workers, and what they claimed. Made once; names stay. */
export class Stage {
  readonly ledger: FrozenLedger;
  readonly #workers = new Map<string, Player>();
  readonly #claims = new Map<string, ClaimedJob>();
  readonly #names = new Map<string, string>();
  #tasks: readonly string[] = [];

  constructor(ledger: FrozenLedger) {
    this.ledger = ledger;
  }

  async dag(
    tasks: Readonly<Record<string, readonly string[]>>,
    options: Parameters<typeof shape>[2] = {},
  ): Promise<void> {
    const content = shape("dag", tasks, options);
    this.#tasks = content.tasks.map(({ name }) => name);
    await saveSnapshot(this.ledger.database, content, versionOf(content));
    await activate(this.ledger.database, "dag", versionOf(content));
  }

  async run(name: string): Promise<void> {
    this.#names.set(runId(name), name);
    await this.start(this.ledger.database, name);
  }

  async worker(name: string, { lacks = [] as readonly string[] } = {}): Promise<void> {
    const { database } = this.ledger;
    const { workerId, dagIds } = await register(database, {
      name,
      host: "here",
      pid: 1,
      concurrency: 10,
      leaseMs: LEASE_MS,
      loadedAt: await clock(database),
      registry: { dag: this.#tasks.filter((task) => !lacks.includes(task)) },
    });
    this.#workers.set(name, { id: workerId, dagIds: [...dagIds.values()] });
  }

  /** Claims, and keeps what was claimed by its task's name, or by `run task` where there are several runs. */
  async hold(worker: string, limit = 10): Promise<void> {
    for (const job of await this.#step(this.ledger.database, worker, [], limit).then(({ jobs }) => jobs)) {
      this.#claims.set(this.#nameOf(job), job);
    }
  }

  // What a session can do; its answer holds nothing that differs from one schedule to the next.

  async start(database: Database, run: string, inputs = "{}"): Promise<unknown> {
    const options = { runIds: [runId(run)], inputs: [inputs], metadata: [null], ownId: true };
    return (await enqueue(database, "dag", options)).created;
  }

  async claim(database: Database, worker: string, limit = 1): Promise<unknown> {
    const { jobs, lost } = await this.#step(database, worker, [], limit);
    return { jobs: jobs.map((job) => this.#nameOf(job)), lost };
  }

  async complete(database: Database, worker: string, jobs: readonly string[], limit = 0): Promise<unknown> {
    const answer = await this.#step(database, worker, jobs, limit);
    const names = (list: typeof answer.refused) => list.map((job) => this.#nameOf(job)).sort();
    return { refused: names(answer.refused), jobs: names(answer.jobs), lost: answer.lost };
  }

  async fail(database: Database, job: string, { dead = false, delayMs = 0 } = {}): Promise<unknown> {
    const failure = { ...this.#claim(job), error: `${job} broke`, outcome: "failed", dead, delayMs } as const;
    return (await fail(database, [failure])).length;
  }

  async release(database: Database, jobs: readonly string[]): Promise<unknown> {
    await release(
      database,
      jobs.map((job) => this.#claim(job)),
    );
    return null;
  }

  async releaseOrphans(database: Database, worker: string): Promise<unknown> {
    return await releaseOrphans(database, this.#worker(worker).id, []);
  }

  async skip(database: Database, worker: string, job: string): Promise<unknown> {
    return (await skip(database, this.#worker(worker).id, [this.#claim(job)])).length;
  }

  async beat(database: Database, worker: string): Promise<unknown> {
    const ids = [{ workerId: this.#worker(worker).id, lowToken: "0", jobs: 0 }];
    const heldRuns = [...this.#names.keys()];
    const { alive, stoppedRuns } = await beat(database, { ids, leaseMs: LEASE_MS, state: "running", heldRuns });
    return { alive: alive.size, stopped: stoppedRuns.length };
  }

  async leave(database: Database, worker: string): Promise<unknown> {
    await endWorker(database, this.#worker(worker).id, false);
    return null;
  }

  async tend(database: Database): Promise<unknown> {
    const { recovered } = await tend(database);
    return recovered.length;
  }

  async cancel(database: Database, run = "r"): Promise<unknown> {
    return await cancel(database, runId(run));
  }

  async retry(database: Database, status: "dead" | "failed", task: string | null = null): Promise<unknown> {
    return await requeue(database, { status, task, dag: null, run: null, since: null, minAttempts: null });
  }

  #step(database: Database, worker: string, jobs: readonly string[], limit: number) {
    const { id, dagIds } = this.#worker(worker);
    return step(database, {
      workerId: id,
      completions: jobs.map((job) => ({ ...this.#claim(job), result: JSON.stringify(`${job} of ${worker}`) })),
      dagIds,
      limit,
      unknown: [],
    });
  }

  #nameOf({ runId, taskNo }: { readonly runId: string; readonly taskNo: number }): string {
    const task = this.#tasks[taskNo] ?? "?";
    return this.#names.size > 1 ? `${this.#names.get(runId)} ${task}` : task;
  }

  #worker(name: string): Player {
    const worker = this.#workers.get(name);
    if (worker === undefined) throw new Error(`There is no worker ${name}`);
    return worker;
  }

  #claim(name: string): ClaimedJob {
    const claim = this.#claims.get(name);
    if (claim === undefined) throw new Error(`Nobody holds ${name}`);
    return claim;
  }
}

function runId(name: string): string {
  return `00000000-0000-7000-8000-${Buffer.from(name).toString("hex").padStart(12, "0")}`;
}
