import { OrchexError } from "../../runtime/dist/dag/error.js";
import type { Database, Statement } from "../../runtime/dist/store/database.js";
import { cancel } from "../../runtime/dist/store/statements/cancel.js";
import { enqueue } from "../../runtime/dist/store/statements/enqueue.js";
import { requeue } from "../../runtime/dist/store/statements/requeue.js";
import { activate, saveSnapshot } from "../../runtime/dist/store/statements/snapshots.js";
import { tend } from "../../runtime/dist/store/statements/tend.js";
import type { FrozenLedger } from "../support/frozenLedger.ts";
import { versionOf } from "../support/shape.ts";
import type { Decisions } from "./actor.ts";
import { adopt } from "./adopt.ts";
import { agree } from "./agree.ts";
import { engineState, modelState } from "./ledgerState.ts";
import { Model } from "./model.ts";
import type { Run } from "./records.ts";
import { contentOf, type Shape } from "./shapes.ts";
import { Workers } from "./workers.ts";

const DAGS = ["one", "two"];
const TICK_MS = 1;
const SNAPSHOT_ID = "select snapshot_id as id from orchex.snapshots where version = $1";

/**
 * Does everything twice, to the engine and to the model, and compares: what both answer, and after each command the
 * whole of what both hold.
 */
export class World {
  readonly model = new Model();
  readonly workers: Workers;
  readonly #ledger: FrozenLedger;
  readonly #database: Database;
  readonly #shapes: ReadonlyMap<string, Shape>;

  constructor(ledger: FrozenLedger, shapes: readonly Shape[], decisions: Decisions) {
    this.#ledger = ledger;
    this.#database = ledger.database;
    this.#shapes = new Map(shapes.map((shape, n) => [`${DAGS[n % 2]} ${n >> 1}`, shape]));
    this.workers = new Workers({ database: this.#database, model: this.model, decisions, shapes: this.#shapes });
  }

  get dags(): readonly string[] {
    return DAGS;
  }

  async open(): Promise<void> {
    const tables = "upkeep, runs, payloads, jobs, attempts, workers, dags, snapshots, snapshot_tasks, snapshot_edges";
    // in one statement, so that references to each other are no matter; a truncate takes ten times as long
    const deletes = tables.replaceAll(/\w+/g, "$&_ as (delete from orchex.$&)");
    await this.#ledger.query(`with ${deletes} select`);
    await this.#ledger.query("insert into orchex.upkeep values (null)");
    await this.advance(0);
    for (const dag of DAGS) await this.activate(dag, 0);
    // its code is no newer than the snapshots, and lacks a task of one of them
    await this.workers.register(DAGS, ["one b"], 30_000);
  }

  /** The moments of two commands differ. */
  async advance(ms: number): Promise<void> {
    this.model.now += ms + TICK_MS;
    await this.#ledger.setClock(this.model.now);
  }

  async compare(): Promise<void> {
    const engine = await engineState((statement: Statement) => this.#database.query(statement));
    for (const { run: id, no, error, dueAt } of engine.jobs) {
      const run = this.model.runs.get(id);
      const job = run?.jobs[no];
      if (run !== undefined && job !== undefined) adopt(this.model, run, job, { error, dueAt });
    }
    const model = modelState(this.model);
    for (const part of ["runs", "jobs", "attempts", "workers"] as const) {
      agree(`${part}, how many`, engine[part].length, model[part].length);
      for (const [index, row] of model[part].entries()) agree(part, engine[part][index], row);
    }
  }

  async activate(dag: string, which: number): Promise<void> {
    const shape = this.#shapes.get(`${dag} ${which}`);
    if (shape === undefined) return;
    const content = contentOf(dag, shape);
    const version = versionOf(content);
    await saveSnapshot(this.#database, content, version);
    await activate(this.#database, dag, version);
    const [row] = await this.#ledger.query<{ id: number }>(SNAPSHOT_ID, [version]);
    const id = row?.id ?? 0;
    const known = [...this.model.runs.values(), { snapshot: this.model.snapshots.get(dag) }]
      .map(({ snapshot }) => snapshot)
      .find((snapshot) => snapshot?.id === id);
    const snapshot = known ?? { id, dag, version, ...shape, activatedAt: 0 };
    snapshot.activatedAt = this.model.now;
    this.model.snapshots.set(dag, snapshot);
  }

  async start(id: string, dag: string, inputs: string, metadata: string | null, ownId: boolean): Promise<void> {
    const expected = this.model.start(id, dag, inputs, metadata);
    const options = { runIds: [id], inputs: [inputs], metadata: [metadata], ownId };
    const answer = await enqueue(this.#database, dag, options).then(
      ({ created }) => (created ? "created" : "known"),
      (error: unknown) =>
        error instanceof OrchexError && error.code === "run.taken" ? "taken" : Promise.reject(error),
    );
    agree("start", answer, expected);
  }

  async tend(): Promise<void> {
    await tend(this.#database);
    this.model.tend();
  }

  async cancel(run: Run): Promise<void> {
    const answer = await cancel(this.#database, run.id);
    const status = this.model.status(run);
    const count = this.model.cancel(run);
    agree("cancel", answer, count === null ? { finished: status } : { cancelled: count });
  }

  async retry(
    status: "dead" | "failed",
    filter: { readonly run: string | null; readonly task: string | null },
  ): Promise<void> {
    const count = await requeue(this.#database, { status, ...filter, dag: null, since: null, minAttempts: null });
    const wanted = ({ id }: Run, task: string) =>
      (filter.run === null || filter.run === id) && (filter.task === null || filter.task === task);
    agree("requeued", count, this.model.retry(status, wanted));
  }
}
