import { isDeepStrictEqual } from "node:util";
import { OrchexError } from "../../runtime/dist/dag/error.js";
import type { Database, Statement } from "../../runtime/dist/store/database.js";
import { beat } from "../../runtime/dist/store/statements/beat.js";
import { cancel } from "../../runtime/dist/store/statements/cancel.js";
import { enqueue } from "../../runtime/dist/store/statements/enqueue.js";
import { fail } from "../../runtime/dist/store/statements/fail.js";
import { register } from "../../runtime/dist/store/statements/register.js";
import { release } from "../../runtime/dist/store/statements/release.js";
import { releaseOrphans } from "../../runtime/dist/store/statements/releaseOrphans.js";
import { requeue } from "../../runtime/dist/store/statements/requeue.js";
import { skip } from "../../runtime/dist/store/statements/skip.js";
import { activate, saveSnapshot } from "../../runtime/dist/store/statements/snapshots.js";
import { step } from "../../runtime/dist/store/statements/step.js";
import { tend } from "../../runtime/dist/store/statements/tend.js";
import { clock, endWorker } from "../../runtime/dist/store/statements/workerState.js";
import { wantWorker } from "../../runtime/dist/store/statements/workers.js";
import type { WantedState } from "../../runtime/dist/store/store.js";
import type { Identity } from "../../runtime/dist/worker/identities.js";
import type { FrozenLedger } from "../support/frozenLedger.ts";
import { versionOf } from "../support/shape.ts";
import { Actor, type Decisions, type Hand } from "./actor.ts";
import { adopt } from "./adopt.ts";
import { engineState, modelState } from "./ledgerState.ts";
import { Model } from "./model.ts";
import type { Claim, Run, Worker } from "./records.ts";
import { contentOf, type Shape } from "./shapes.ts";

/** A write that was made, to be made again. */
type Write = () => Promise<void>;

const DAGS = ["one", "two"];
const TICK_MS = 1;
const SNAPSHOT_ID = "select snapshot_id as id from orchex.snapshots where version = $1";

/**
 * Does everything twice, to the engine and to the model, and compares: what both answer, and after each command the
 * whole of what both hold.
 */
export class World {
  readonly model = new Model();
  readonly actors: Actor[] = [];
  readonly claims: Hand[] = [];
  readonly writes: Write[] = [];
  readonly #ledger: FrozenLedger;
  readonly #database: Database;
  readonly #decisions: Decisions;
  readonly #shapes: ReadonlyMap<string, Shape>;
  #named = 0;

  constructor(ledger: FrozenLedger, shapes: readonly Shape[], decisions: Decisions) {
    this.#ledger = ledger;
    this.#database = ledger.database;
    this.#decisions = decisions;
    this.#shapes = new Map(shapes.map((shape, n) => [`${DAGS[n % 2]} ${n >> 1}`, shape]));
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
    await this.register(DAGS, ["one b"], 30_000);
  }

  /** The moments of two commands differ. */
  async advance(ms: number): Promise<void> {
    this.model.now += ms + TICK_MS;
    await this.#ledger.setClock(this.model.now);
  }

  agree(what: string, engine: unknown, model: unknown): void {
    if (!isDeepStrictEqual(engine, model))
      throw new Error(`${what}: the engine says ${JSON.stringify(engine)}, the model ${JSON.stringify(model)}`);
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
      this.agree(`${part}, how many`, engine[part].length, model[part].length);
      for (const [index, row] of model[part].entries()) this.agree(part, engine[part][index], row);
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

  async register(dags: readonly string[], lacks: readonly string[], leaseMs: number, replaced?: Actor): Promise<Actor> {
    const name = replaced?.worker.name ?? `w${(this.#named += 1)}`;
    const known = (dag: string) =>
      [0, 1].flatMap((which) => this.#shapes.get(`${dag} ${which}`)?.tasks ?? []).map((task) => task.name);
    const registry = Object.fromEntries(
      dags.map((dag) => [dag, known(dag).filter((task) => !lacks.includes(`${dag} ${task}`))]),
    );
    const loadedAt = await clock(this.#database);
    const registered = await register(this.#database, {
      name,
      host: "here",
      pid: this.#named,
      concurrency: 10,
      registry,
      loadedAt,
      leaseMs,
      ...(replaced === undefined ? {} : { replaces: replaced.worker.id }),
    });
    const worker: Worker = {
      id: registered.workerId,
      name,
      dags,
      lacks: new Set(lacks),
      loadedAt: this.model.now,
      leaseMs,
      leaseUntil: this.model.now + leaseMs,
      graced: false,
      ended: null,
    };
    this.model.workers.set(worker.id, worker);
    const actor = new Actor(this.#decisions.identity(registered), worker, leaseMs);
    actor.wanted = replaced?.wanted ?? "running";
    this.actors.push(actor);
    return actor;
  }

  async start(id: string, dag: string, inputs: string, metadata: string | null, ownId: boolean): Promise<void> {
    const expected = this.model.start(id, dag, inputs, metadata);
    const options = { runIds: [id], inputs: [inputs], metadata: [metadata], ownId };
    const answer = await enqueue(this.#database, dag, options).then(
      ({ created }) => (created ? "created" : "known"),
      (error: unknown) =>
        error instanceof OrchexError && error.code === "run.taken" ? "taken" : Promise.reject(error),
    );
    this.agree("start", answer, expected);
  }

  /**
   * Completes what is given and claims what there is. With `lost` the answer never reaches the worker, and that to another
   * claim does with `overlap`. With `naming` it names the tasks that it lacks, and is given none of them.
   */
  async step(
    actor: Actor,
    done: readonly Hand[],
    limit: number,
    { lost = false, naming = false, overlap = false } = {},
  ): Promise<void> {
    const { identity, worker } = actor;
    const claims = identity.retired ? 0 : limit;
    const mark = claims > 0 ? identity.beginStep() : undefined;
    const unknown = naming ? this.#unknown(worker) : [];
    const send = async (howMany: number) =>
      await step(this.#database, {
        workerId: worker.id,
        completions: done.map((hand) => ({ ...keyOf(hand), result: resultOf(hand) })),
        dagIds: howMany === 0 ? [] : identity.dagIds,
        limit: howMany,
        unknown,
      });
    const answer = await send(claims);
    this.#completed(done, answer.refused);
    const taken = answer.jobs.map(({ runId: run, taskNo: no, token, failures }) => ({
      run,
      no,
      token: Number(token),
      failures,
      owner: actor,
    }));
    this.agree("lost", answer.lost, claims > 0 && worker.ended !== null);
    const names = new Set(unknown.map(({ snapshotId, taskNo }) => `${snapshotId} ${taskNo}`));
    const wrong = this.model.claim(worker, claims, names, taken);
    if (wrong !== null) throw new Error(`claim: ${wrong}`);
    this.claims.push(...taken);
    if (answer.lost) identity.retired = true;
    if (lost) {
      // the answer to another one that was on its way arrives
      if (overlap) await this.step(actor, [], 1);
      this.#loseAnswer(actor, mark);
    } else {
      for (const hand of taken) identity.hold(String(hand.token));
      actor.hands = [...actor.hands, ...taken];
      this.letGo(done);
    }
    if (mark !== undefined) identity.endStep(mark);
    if (done.length > 0) this.writes.push(async () => this.#completed(done, (await send(0)).refused));
  }

  #loseAnswer({ identity }: Actor, mark: ReturnType<Identity["beginStep"]> | undefined): void {
    if (mark === undefined || !this.#decisions.givesBack) return;
    identity.doubt(mark);
    identity.retired = true;
  }

  #completed(done: readonly Hand[], refused: readonly { readonly runId: string; readonly taskNo: number }[]): void {
    const expected = done.filter((hand) => this.model.complete([hand], resultOf(hand)).length > 0);
    this.agree(
      "refused completions",
      refused.map(({ runId, taskNo }) => `${runId} ${taskNo}`).sort(),
      expected.map(({ run, no }) => `${run} ${no}`).sort(),
    );
  }

  /** Tasks that the worker's code lacks, as it names them in its claims once it knows. */
  #unknown({ lacks, dags }: Worker): { readonly snapshotId: number; readonly taskNo: number }[] {
    const snapshots = new Set([...this.model.runs.values()].map(({ snapshot }) => snapshot));
    return [...snapshots]
      .filter(({ dag }) => dags.includes(dag))
      .flatMap(({ id, dag, tasks }) =>
        tasks.flatMap(({ name }, taskNo) => (lacks.has(`${dag} ${name}`) ? [{ snapshotId: id, taskNo }] : [])),
      );
  }

  async fail(hand: Hand, outcome: "failed" | "timed-out"): Promise<void> {
    const { run, job, task } = this.#jobOf(hand);
    const failures = hand.failures + 1;
    const { maxAttempts, delayMs } = task;
    const backoff = { kind: "fixed", delayMs } as const;
    const attempt = { failures, maxAttempts, backoff, ownDelayMs: undefined, random: 0.5 };
    const verdict = this.#decisions.decide({ ...attempt });
    const dead = verdict.kind === "dead";
    const error = `attempt ${job.attempts} of ${run.snapshot.dag} ${task.name} ${outcome}`;
    const write = async () => {
      const delay = dead ? 0 : verdict.delayMs;
      const refused = await fail(this.#database, [{ ...keyOf(hand), error, outcome, dead, delayMs: delay }]);
      this.agree("refused failures", refused.length > 0, this.model.fail(hand, error, outcome));
    };
    this.letGo([hand]);
    await write();
    this.writes.push(write);
  }

  async release(hands: readonly Hand[]): Promise<void> {
    const write = async () => {
      await release(this.#database, hands.map(keyOf));
      for (const hand of hands) this.model.release(hand);
    };
    this.letGo(hands);
    await write();
    this.writes.push(write);
  }

  async skip(actor: Actor, hand: Hand): Promise<void> {
    const skipped = await skip(this.#database, actor.worker.id, [keyOf(hand)]);
    this.agree("skipped", skipped.length > 0, this.model.skip(actor.worker, hand));
    if (skipped.length > 0) this.letGo([hand]);
  }

  /** Whether the code of the worker that holds a job has no such task. */
  lacks(hand: Hand): boolean {
    const { run, task } = this.#jobOf(hand);
    return hand.owner.worker.lacks.has(`${run.snapshot.dag} ${task.name}`);
  }

  async beat(actor: Actor): Promise<void> {
    const { identity, worker, leaseMs } = actor;
    const held = [...new Set(actor.hands.map(({ run }) => run))];
    const { alive, wanted, stoppedRuns } = await beat(this.#database, {
      ids: [{ workerId: worker.id, lowToken: identity.lowToken, jobs: identity.jobs }],
      leaseMs,
      state: "running",
      heldRuns: held,
    });
    const lives = this.model.beat(worker, leaseMs);
    this.agree("alive", alive.has(worker.id), lives);
    this.agree("wanted", wanted, lives ? actor.wanted : null);
    this.agree(
      "stopped runs",
      [...stoppedRuns].sort(),
      held.filter((run) => this.model.runs.get(run)?.cancelledAt !== null).sort(),
    );
    if (!lives) {
      identity.retired = true;
      identity.lost = true;
      this.letGo(actor.hands);
    }
  }

  async want(actor: Actor, wanted: WantedState): Promise<void> {
    const told = await wantWorker(this.#database, actor.worker.name, wanted);
    const namesakes = this.actors.filter(({ worker }) => worker.name === actor.worker.name);
    const alive = namesakes.filter(({ worker }) => this.model.alive(worker));
    this.agree("told", told, alive.length > 0);
    for (const one of alive) one.wanted = wanted;
  }

  /** Gives back what lost answers took. */
  async settle(actor: Actor): Promise<void> {
    const { identity, worker } = actor;
    if (!identity.retired || identity.lost) return;
    const count = await releaseOrphans(this.#database, worker.id, identity.tokens);
    this.agree("orphans", count, this.model.releaseOrphans(worker, identity.tokens.map(Number)));
  }

  /** Leaves the ledger; what it holds is for others to give back. */
  async leave(actor: Actor): Promise<void> {
    const { identity, worker } = actor;
    await endWorker(this.#database, worker.id, actor.hands.length === 0 && !identity.doubtful);
    worker.ended ??= "stopped";
    identity.retired = true;
    actor.up = false;
  }

  async tend(): Promise<void> {
    await tend(this.#database);
    this.model.tend();
  }

  async cancel(run: Run): Promise<void> {
    const answer = await cancel(this.#database, run.id);
    const status = this.model.status(run);
    const count = this.model.cancel(run);
    this.agree("cancel", answer, count === null ? { finished: status } : { cancelled: count });
  }

  async retry(
    status: "dead" | "failed",
    filter: { readonly run: string | null; readonly task: string | null },
  ): Promise<void> {
    const count = await requeue(this.#database, { status, ...filter, dag: null, since: null, minAttempts: null });
    const wanted = ({ id }: Run, task: string) =>
      (filter.run === null || filter.run === id) && (filter.task === null || filter.task === task);
    this.agree("requeued", count, this.model.retry(status, wanted));
  }

  letGo(hands: readonly Hand[]): void {
    for (const hand of hands) {
      hand.owner.identity.letGo(String(hand.token));
      hand.owner.hands = hand.owner.hands.filter((other) => other !== hand);
    }
  }

  #jobOf({ run: id, no }: Claim) {
    const run = this.model.runs.get(id);
    const task = run?.snapshot.tasks[no];
    const job = run?.jobs[no];
    if (run === undefined || job === undefined || task === undefined) throw new Error(`There is no job ${id} ${no}`);
    return { run, job, task };
  }
}

function keyOf({ run, no, token }: Claim) {
  return { runId: run, taskNo: no, token: String(token) };
}

function resultOf({ no, token }: Claim): string {
  return JSON.stringify({ no, token });
}
