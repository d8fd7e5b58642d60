import type { Claim, Run, Worker } from "../model/records.ts";
import { Model, placeOf } from "../model/model.ts";
import { contentOf, type Shape } from "../model/shapes.ts";
import type {
  Beat,
  BeatResult,
  ClaimedJob,
  Completion,
  Failure,
  JobClaim,
  JobKey,
  LoadedResult,
  LoadedRun,
  LoadedSnapshot,
  Recovered,
  Registered,
  Step,
  StepResult,
  WorkerRegistration,
} from "../../runtime/dist/store/store.js";

/** What the ledger asks of whoever watches it: is this right, given what is really going on? */
export interface Watch {
  /** Something happened that must never happen. */
  readonly violation: (what: string) => void;
  /** Whether the body of this claim runs just now, in some process that is up. */
  readonly bodyRuns: (token: number) => boolean;
  /** Whether this registration had any trouble that lets a lease run out. */
  readonly hadTrouble: (workerId: number) => boolean;
}

/**
 * The ledger of a simulation: the reference model, which is held against the real ledger command by command
 * (test/model), behind the calls that a worker makes. Each call happens at one moment.
 */
export class SimulatedLedger {
  readonly model = new Model();
  readonly waiting = new Set<number>();
  readonly #watch: Watch;
  readonly #shapes: ReadonlyMap<string, Shape>;
  readonly #dagIds: ReadonlyMap<string, number>;
  #token = 0;
  #workers = 0;

  constructor(shapes: ReadonlyMap<string, Shape>, watch: Watch) {
    this.#shapes = shapes;
    this.#watch = watch;
    this.#dagIds = new Map([...shapes.keys()].map((dag, index) => [dag, index + 1]));
    for (const [dag, shape] of shapes) {
      const id = this.#dagIds.get(dag) ?? 0;
      this.model.snapshots.set(dag, { id, dag, version: dag, ...shape, activatedAt: 0 });
    }
  }

  register({ name, registry, leaseMs }: WorkerRegistration): Registered {
    const { model } = this;
    const id = (this.#workers += 1);
    const worker: Worker = {
      id,
      name,
      dags: Object.keys(registry),
      lacks: new Set(),
      loadedAt: model.now,
      leaseMs,
      leaseUntil: model.now + leaseMs,
      graced: false,
      ended: null,
    };
    model.workers.set(id, worker);
    return { workerId: id, dagIds: this.#dagIds, lowToken: String(this.#token) };
  }

  step({ workerId, completions, limit, from = 0, unknown }: Step): StepResult {
    const refused = this.#complete(completions);
    const worker = this.model.workers.get(workerId);
    if (limit <= 0) return { jobs: [], reach: 0, refused, lost: false };
    if (worker === undefined || worker.ended !== null) return { jobs: [], reach: 0, refused, lost: true };
    // Its lease has run out and nobody has said so: the next beat may still renew it.
    if (!this.model.alive(worker)) return { jobs: [], reach: 0, refused, lost: false };
    const skip = new Set(unknown.map(({ snapshotId, taskNo }) => `${snapshotId} ${taskNo}`));
    const free = this.#free(worker, skip)
      .filter(({ place }) => place >= from)
      .slice(0, limit);
    const claims = free.map(({ run, no }) => ({ run, no, token: (this.#token += 1) }));
    const wrong = this.model.claim(worker, limit, skip, claims, from);
    if (wrong !== null) throw new Error(`the simulated ledger claims wrongly: ${wrong}`);
    return { jobs: claims.map((claim) => this.#claimed(claim)), reach: free.at(-1)?.place ?? 0, refused, lost: false };
  }

  fail(failures: readonly Failure[]): JobKey[] {
    return failures.filter((failure) => {
      const { run, job, task } = this.#at(failure);
      const mine = job.token === Number(failure.token) && job.status === "processing";
      if (mine && run.cancelledAt === null) {
        const dead = job.failures + 1 >= (task?.maxAttempts ?? 0);
        if (failure.outcome === "cancelled")
          this.#watch.violation(`${keyText(failure)} is cancelled in a run that is not`);
        if (failure.dead !== dead)
          this.#watch.violation(`${keyText(failure)} is dead: ${failure.dead}, where ${dead} is right`);
        if (!dead && failure.delayMs !== task?.delayMs)
          this.#watch.violation(`${keyText(failure)} waits ${failure.delayMs} ms`);
      }
      return this.model.fail(claimOf(failure), failure.error, failure.outcome === "timed-out" ? "timed-out" : "failed");
    });
  }

  release(jobs: readonly JobClaim[]): void {
    for (const job of jobs) {
      this.#mayGiveBack(job, "gives back");
      this.model.release(claimOf(job));
    }
  }

  skip(workerId: number, jobs: readonly JobClaim[]): JobKey[] {
    const worker = this.model.workers.get(workerId);
    return worker === undefined ? [] : jobs.filter((job) => this.model.skip(worker, claimOf(job)));
  }

  releaseOrphans(workerId: number, tokens: readonly string[]): number {
    const worker = this.model.workers.get(workerId);
    if (worker === undefined) return 0;
    const known = tokens.map(Number);
    for (const { run, job } of worker.ended === null ? this.model.held(worker) : []) {
      if (known.includes(job.token)) continue;
      this.#mayGiveBack({ runId: run.id, taskNo: job.no, token: String(job.token) }, "does not know");
    }
    return this.model.releaseOrphans(worker, known);
  }

  beat({ ids, leaseMs, heldRuns }: Beat): BeatResult {
    const alive = ids.filter(({ workerId }) => this.#renew(workerId, leaseMs)).map(({ workerId }) => workerId);
    const wanted = alive.length === 0 ? null : "running";
    return {
      alive: new Set(alive),
      wanted,
      stoppedRuns: heldRuns.filter((id) => this.model.runs.get(id)?.cancelledAt !== null),
    };
  }

  renew(workerIds: readonly number[], leaseMs: number): void {
    for (const id of workerIds) this.#renew(id, leaseMs);
  }

  tend(): { promoted: number; expired: number; recovered: Recovered[] } {
    const { model } = this;
    const due = this.#jobs().filter(({ job }) => job.dueAt !== null && job.dueAt <= model.now).length;
    const expired = [...model.runs.values()].filter(
      ({ timeoutAt }) => timeoutAt !== null && timeoutAt < model.now,
    ).length;
    const running = new Set([...model.workers.values()].filter(({ ended }) => ended === null));
    const held = [...model.workers.values()].flatMap((worker) => model.held(worker));
    model.tend();
    for (const worker of running) {
      if (worker.ended === "lost" && !this.#watch.hadTrouble(worker.id)) {
        this.#watch.violation(`worker ${worker.id} lost its lease, and nothing was wrong with it`);
      }
    }
    const recovered = held
      .filter(({ job }) => job.status !== "processing")
      .map(({ run, job }) => ({ worker: null, runId: run.id, taskNo: job.no, status: job.status }));
    return { promoted: due, expired, recovered };
  }

  setWaiting(workerId: number, waiting: boolean): void {
    if (waiting) this.waiting.add(workerId);
    else this.waiting.delete(workerId);
  }

  loadSnapshot(snapshotId: number): LoadedSnapshot {
    for (const [dag, shape] of this.#shapes) {
      if (this.#dagIds.get(dag) !== snapshotId) continue;
      return { snapshotId, dagId: snapshotId, version: dag, content: contentOf(dag, shape) };
    }
    throw new Error(`there is no snapshot ${snapshotId}`);
  }

  loadRuns(runIds: readonly string[]): LoadedRun[] {
    return runIds.map((runId) => ({ runId, inputs: this.model.runs.get(runId)?.inputs ?? "{}", metadata: null }));
  }

  loadResults(keys: readonly JobKey[]): LoadedResult[] {
    return keys.map(({ runId, taskNo }) => {
      const { result } = this.model.job(runId, taskNo);
      if (result === null) this.#watch.violation(`${runId} ${taskNo} has no result, and somebody needs it`);
      return { runId, taskNo, result: result ?? "null" };
    });
  }

  anyOpen(): boolean {
    return [...this.model.runs.values()].some((run) => this.model.status(run) === "running");
  }

  endWorker(workerId: number): void {
    const worker = this.model.workers.get(workerId);
    if (worker?.ended === null) worker.ended = "stopped";
  }

  /** What a body must be given: the run's inputs, or the results of what its task requires. */
  inputsOf(runId: string, taskNo: number): string {
    const run = this.model.runs.get(runId);
    const requires = run === undefined ? [] : this.model.requires(run, taskNo);
    if (requires.length === 0) return run?.inputs ?? "";
    const parts = requires.map(({ no, result }) => `${JSON.stringify(run?.snapshot.tasks[no]?.name)}:${result}`);
    return `{${parts.join(",")}}`;
  }

  /** Everything that it holds, for comparing two runs of a simulation. */
  get state(): unknown {
    const { runs, workers, history } = this.model;
    return [
      [...runs.values()].map((run) => ({ ...run, snapshot: run.snapshot.version })),
      [...workers.values()].map((worker) => ({ ...worker, lacks: [...worker.lacks] })),
      history,
    ];
  }

  #complete(completions: readonly Completion[]): JobKey[] {
    return completions.filter(({ runId, taskNo, token, result }) => {
      const { job } = this.#at({ runId, taskNo });
      const refused = this.model.complete([{ run: runId, no: taskNo, token: Number(token) }], result).length > 0;
      if (!refused && job.result !== result) this.#watch.violation(`${runId} ${taskNo} was completed with two results`);
      return refused;
    });
  }

  #free(
    worker: Worker,
    unknown: ReadonlySet<string>,
  ): { readonly run: string; readonly no: number; readonly place: number }[] {
    return [...this.model.runs.values()]
      .flatMap((run, age) =>
        run.jobs
          .filter((job) => worker.dags.includes(run.snapshot.dag) && this.model.claimable(run, job))
          .filter(({ no }) => !unknown.has(`${run.snapshot.id} ${no}`))
          .map(({ no }) => ({ run: run.id, no, place: placeOf(run.snapshot.tasks[no]?.priority ?? 0, age) })),
      )
      .sort((a, b) => a.place - b.place);
  }

  #claimed({ run: runId, no: taskNo, token }: Claim): ClaimedJob {
    const { run, job, task } = this.#at({ runId, taskNo });
    for (const required of this.model.requires(run, taskNo)) {
      if (required.status !== "succeeded" && required.status !== "skipped") {
        this.#watch.violation(`${runId} ${taskNo} is claimed before ${required.no} has succeeded`);
      }
    }
    const root = task?.requires.length === 0;
    const { attempts, failures } = job;
    const inputs = root ? run.inputs : null;
    return {
      runId,
      taskNo,
      token: String(token),
      snapshotId: run.snapshot.id,
      attempts,
      failures,
      root,
      inputs,
      metadata: null,
    };
  }

  #mayGiveBack(claim: JobClaim, how: string): void {
    const { job } = this.#at(claim);
    const mine = job.status === "processing" && job.token === Number(claim.token);
    if (mine && this.#watch.bodyRuns(job.token)) {
      this.#watch.violation(`a worker ${how} ${keyText(claim)} while its body runs there`);
    }
  }

  #renew(workerId: number, leaseMs: number): boolean {
    const worker = this.model.workers.get(workerId);
    return worker !== undefined && this.model.beat(worker, leaseMs);
  }

  #jobs() {
    return [...this.model.runs.values()].flatMap((run) => run.jobs.map((job) => ({ run, job })));
  }

  #at({ runId, taskNo }: JobKey): {
    readonly run: Run;
    readonly job: Run["jobs"][number];
    readonly task: Shape["tasks"][number] | undefined;
  } {
    const run = this.model.runs.get(runId);
    if (run === undefined) throw new Error(`there is no run ${runId}`);
    return { run, job: this.model.job(runId, taskNo), task: run.snapshot.tasks[taskNo] };
  }
}

function claimOf({ runId, taskNo, token }: JobClaim): Claim {
  return { run: runId, no: taskNo, token: Number(token) };
}

function keyText({ runId, taskNo }: JobKey): string {
  return `job ${taskNo} of run ${runId}`;
}
