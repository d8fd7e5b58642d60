import type { Database } from "../../runtime/dist/store/database.js";
import { beat } from "../../runtime/dist/store/statements/beat.js";
import { fail } from "../../runtime/dist/store/statements/fail.js";
import { register } from "../../runtime/dist/store/statements/register.js";
import { release } from "../../runtime/dist/store/statements/release.js";
import { releaseOrphans } from "../../runtime/dist/store/statements/releaseOrphans.js";
import { skip } from "../../runtime/dist/store/statements/skip.js";
import { step } from "../../runtime/dist/store/statements/step.js";
import { clock, endWorker } from "../../runtime/dist/store/statements/workerState.js";
import { wantWorker } from "../../runtime/dist/store/statements/workers.js";
import type { WantedState } from "../../runtime/dist/store/store.js";
import type { Identity } from "../../runtime/dist/worker/identities.js";
import { Actor, type Decisions, type Hand } from "./actor.ts";
import { agree } from "./agree.ts";
import type { Model } from "./model.ts";
import type { Claim, Worker } from "./records.ts";
import type { Shape } from "./shapes.ts";

/** A write that was made, to be made again. */
type Write = () => Promise<void>;

export interface WorkersParts {
  readonly database: Database;
  readonly model: Model;
  readonly decisions: Decisions;
  /** The tasks of a dag's version, by `dag version`. */
  readonly shapes: ReadonlyMap<string, Shape>;
}

/** What workers do, done to the engine and to the model: both must answer the same. */
export class Workers {
  readonly actors: Actor[] = [];
  /** All that were ever made. */
  readonly claims: Hand[] = [];
  readonly writes: Write[] = [];
  readonly #parts: WorkersParts;
  #named = 0;

  constructor(parts: WorkersParts) {
    this.#parts = parts;
  }

  async register(dags: readonly string[], lacks: readonly string[], leaseMs: number, replaced?: Actor): Promise<Actor> {
    const name = replaced?.worker.name ?? `w${(this.#named += 1)}`;
    const known = (dag: string) =>
      [0, 1].flatMap((which) => this.#parts.shapes.get(`${dag} ${which}`)?.tasks ?? []).map((task) => task.name);
    const registry = Object.fromEntries(
      dags.map((dag) => [dag, known(dag).filter((task) => !lacks.includes(`${dag} ${task}`))]),
    );
    const loadedAt = await clock(this.#parts.database);
    const registered = await register(this.#parts.database, {
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
      loadedAt: this.#parts.model.now,
      leaseMs,
      leaseUntil: this.#parts.model.now + leaseMs,
      graced: false,
      ended: null,
    };
    this.#parts.model.workers.set(worker.id, worker);
    const actor = new Actor(this.#parts.decisions.identity(registered), worker, leaseMs);
    actor.wanted = replaced?.wanted ?? "running";
    this.actors.push(actor);
    return actor;
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
      await step(this.#parts.database, {
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
    agree("lost", answer.lost, claims > 0 && worker.ended !== null);
    const names = new Set(unknown.map(({ snapshotId, taskNo }) => `${snapshotId} ${taskNo}`));
    const wrong = this.#parts.model.claim(worker, claims, names, taken);
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

  async fail(hand: Hand, outcome: "failed" | "timed-out"): Promise<void> {
    const { run, job, task } = this.#jobOf(hand);
    const failures = hand.failures + 1;
    const { maxAttempts, delayMs } = task;
    const backoff = { kind: "fixed", delayMs } as const;
    const attempt = { failures, maxAttempts, backoff, ownDelayMs: undefined, random: 0.5 };
    const verdict = this.#parts.decisions.decide({ ...attempt });
    const dead = verdict.kind === "dead";
    const error = `attempt ${job.attempts} of ${run.snapshot.dag} ${task.name} ${outcome}`;
    const write = async () => {
      const delay = dead ? 0 : verdict.delayMs;
      const refused = await fail(this.#parts.database, [{ ...keyOf(hand), error, outcome, dead, delayMs: delay }]);
      agree("refused failures", refused.length > 0, this.#parts.model.fail(hand, error, outcome));
    };
    this.letGo([hand]);
    await write();
    this.writes.push(write);
  }

  async release(hands: readonly Hand[]): Promise<void> {
    const write = async () => {
      await release(this.#parts.database, hands.map(keyOf));
      for (const hand of hands) this.#parts.model.release(hand);
    };
    this.letGo(hands);
    await write();
    this.writes.push(write);
  }

  async skip(actor: Actor, hand: Hand): Promise<void> {
    const skipped = await skip(this.#parts.database, actor.worker.id, [keyOf(hand)]);
    agree("skipped", skipped.length > 0, this.#parts.model.skip(actor.worker, hand));
    if (skipped.length > 0) this.letGo([hand]);
  }

  async beat(actor: Actor): Promise<void> {
    const { identity, worker, leaseMs } = actor;
    const held = [...new Set(actor.hands.map(({ run }) => run))];
    const { alive, wanted, stoppedRuns } = await beat(this.#parts.database, {
      ids: [{ workerId: worker.id, lowToken: identity.lowToken, jobs: identity.jobs }],
      leaseMs,
      state: "running",
      heldRuns: held,
    });
    const lives = this.#parts.model.beat(worker, leaseMs);
    agree("alive", alive.has(worker.id), lives);
    agree("wanted", wanted, lives ? actor.wanted : null);
    agree(
      "stopped runs",
      [...stoppedRuns].sort(),
      held.filter((run) => this.#parts.model.runs.get(run)?.cancelledAt !== null).sort(),
    );
    if (!lives) {
      identity.retired = true;
      identity.lost = true;
      this.letGo(actor.hands);
    }
  }

  async want(actor: Actor, wanted: WantedState): Promise<void> {
    const told = await wantWorker(this.#parts.database, actor.worker.name, wanted);
    const namesakes = this.actors.filter(({ worker }) => worker.name === actor.worker.name);
    const alive = namesakes.filter(({ worker }) => this.#parts.model.alive(worker));
    agree("told", told, alive.length > 0);
    for (const one of alive) one.wanted = wanted;
  }

  /** Gives back what lost answers took. */
  async settle(actor: Actor): Promise<void> {
    const { identity, worker } = actor;
    if (!identity.retired || identity.lost) return;
    const count = await releaseOrphans(this.#parts.database, worker.id, identity.tokens);
    agree("orphans", count, this.#parts.model.releaseOrphans(worker, identity.tokens.map(Number)));
  }

  /** Leaves the ledger; what it holds is for others to give back. */
  async leave(actor: Actor): Promise<void> {
    const { identity, worker } = actor;
    await endWorker(this.#parts.database, worker.id, actor.hands.length === 0 && !identity.doubtful);
    worker.ended ??= "stopped";
    identity.retired = true;
    actor.up = false;
  }

  letGo(hands: readonly Hand[]): void {
    for (const hand of hands) {
      hand.owner.identity.letGo(String(hand.token));
      hand.owner.hands = hand.owner.hands.filter((other) => other !== hand);
    }
  }

  /** Whether the code of the worker that holds a job has no such task. */
  lacks(hand: Hand): boolean {
    const { run, task } = this.#jobOf(hand);
    return hand.owner.worker.lacks.has(`${run.snapshot.dag} ${task.name}`);
  }

  #loseAnswer({ identity }: Actor, mark: ReturnType<Identity["beginStep"]> | undefined): void {
    if (mark === undefined || !this.#parts.decisions.givesBack) return;
    identity.doubt(mark);
    identity.retired = true;
  }

  #completed(done: readonly Hand[], refused: readonly { readonly runId: string; readonly taskNo: number }[]): void {
    const expected = done.filter((hand) => this.#parts.model.complete([hand], resultOf(hand)).length > 0);
    agree(
      "refused completions",
      refused.map(({ runId, taskNo }) => `${runId} ${taskNo}`).sort(),
      expected.map(({ run, no }) => `${run} ${no}`).sort(),
    );
  }

  /** Tasks that the worker's code lacks, as it names them in its claims once it knows. */
  #unknown({ lacks, dags }: Worker): { readonly snapshotId: number; readonly taskNo: number }[] {
    const snapshots = new Set([...this.#parts.model.runs.values()].map(({ snapshot }) => snapshot));
    return [...snapshots]
      .filter(({ dag }) => dags.includes(dag))
      .flatMap(({ id, dag, tasks }) =>
        tasks.flatMap(({ name }, taskNo) => (lacks.has(`${dag} ${name}`) ? [{ snapshotId: id, taskNo }] : [])),
      );
  }

  #jobOf({ run: id, no }: Claim) {
    const run = this.#parts.model.runs.get(id);
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
