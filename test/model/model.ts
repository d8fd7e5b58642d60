import type { Attempt, Claim, Job, JobStatus, Run, Snapshot, Worker } from "./records.ts";

const CRASH_BUDGET = 5;
const OPEN: readonly JobStatus[] = ["pending", "processing", "failed"];

/**
 * The reference model: what a ledger is and does, without a database, a lock, a counter or an index. What the engine
 * keeps in columns (how many requirements are unmet, whether a job is claimable, a run's status) is derived here from
 * the jobs each time it is asked for, so that the two can only agree by both being right.
 * Time moves only when it is told to.
 */
export class Model {
  now = 0;
  readonly snapshots = new Map<string, Snapshot>();
  /** In the order in which they were accepted. */
  readonly runs = new Map<string, Run>();
  readonly workers = new Map<number, Worker>();
  readonly history: Attempt[] = [];
  #lastToken = 0;
  #tendedAt: number | null = null;

  // What is derived.

  status(run: Run): "running" | "succeeded" | "failed" | "cancelled" {
    if (run.jobs.some(({ status }) => OPEN.includes(status))) return "running";
    if (run.error !== null) return "failed";
    if (run.cancelledAt !== null) return "cancelled";
    return run.jobs.some(({ status }) => status === "dead") ? "failed" : "succeeded";
  }

  unmet(run: Run, { no }: Job): number {
    return this.requires(run, no).filter(({ status }) => status !== "succeeded" && status !== "skipped").length;
  }

  claimable(run: Run, job: Job): boolean {
    return ["pending", "failed"].includes(job.status) && this.unmet(run, job) === 0 && job.dueAt === null;
  }

  /** Names of the dead tasks that a task depends on, directly or not. */
  deadAbove(run: Run, no: number): string[] {
    return this.requires(run, no).flatMap((job) => [
      ...(job.status === "dead" ? [run.snapshot.tasks[job.no]?.name ?? ""] : []),
      ...this.deadAbove(run, job.no),
    ]);
  }

  requires(run: Run, no: number): Job[] {
    return run.jobs.filter((job) => run.snapshot.tasks[no]?.requires.includes(job.no));
  }

  alive(worker: Worker | undefined): boolean {
    return worker !== undefined && worker.ended === null && worker.leaseUntil > this.now;
  }

  // What users do.

  start(id: string, dag: string, inputs: string, metadata: string | null): "created" | "known" | "taken" {
    const known = this.runs.get(id);
    if (known !== undefined) {
      if (known.snapshot.dag !== dag || known.inputs !== inputs) return "taken";
      known.metadata = metadata;
      return "known";
    }
    const snapshot = this.snapshots.get(dag);
    if (snapshot === undefined) throw new Error(`There is no snapshot of ${dag}`);
    const timeoutAt = snapshot.timeoutMs === null ? null : this.now + snapshot.timeoutMs;
    const jobs = snapshot.tasks.map((_, no) => fresh(no));
    const open = { cancelledAt: null, finishedAt: null, error: null };
    this.runs.set(id, { id, snapshot, inputs, metadata, jobs, timeoutAt, ...open });
    return "created";
  }

  /** How many jobs it concerns that no cancel has concerned yet; null when the run has finished. */
  cancel(run: Run, error: string | null = null): number | null {
    if (run.finishedAt !== null) return null;
    const told = run.cancelledAt === null ? run.jobs.filter(({ status }) => status === "processing").length : 0;
    const waiting = run.jobs.filter(({ status }) => ["pending", "failed", "blocked"].includes(status));
    for (const job of waiting) Object.assign(job, { status: "cancelled", dueAt: null, finishedAt: this.now });
    Object.assign(run, { cancelledAt: this.now, timeoutAt: null, error: run.error ?? error });
    this.#settle(run);
    return waiting.length + told;
  }

  retry(status: "dead" | "failed", wanted: (run: Run, task: string) => boolean): number {
    let count = 0;
    for (const run of this.runs.values()) {
      const jobs = run.jobs.filter(
        (job) => job.status === status && wanted(run, run.snapshot.tasks[job.no]?.name ?? ""),
      );
      if (run.cancelledAt !== null || jobs.length === 0) continue;
      for (const job of jobs) Object.assign(job, fresh(job.no), { token: job.token, worker: job.worker });
      // another life has the time of a whole life
      if (run.finishedAt !== null && run.snapshot.timeoutMs !== null) run.timeoutAt = this.now + run.snapshot.timeoutMs;
      this.#settle(run);
      count += jobs.length;
    }
    return count;
  }

  // What workers do.

  /** Takes what the engine says was claimed, and says what is wrong with that choice. */
  claim(worker: Worker, limit: number, unknown: ReadonlySet<string>, taken: readonly Claim[], from = 0): string | null {
    const free = [...this.runs.values()].flatMap((run, age) =>
      run.jobs
        .filter((job) => worker.dags.includes(run.snapshot.dag) && this.claimable(run, job))
        .filter(({ no }) => !unknown.has(`${run.snapshot.id} ${no}`))
        .map(({ no }) => ({ run: run.id, no, place: placeOf(run.snapshot.tasks[no]?.priority ?? 0, age) }))
        .filter(({ place }) => place >= from),
    );
    const best = free.map(({ place }) => place).sort((a, b) => a - b);
    const rightful = this.alive(worker) ? best.slice(0, Math.max(limit, 0)) : [];
    const got = taken.map((claim) => free.find(({ run, no }) => run === claim.run && no === claim.no)?.place);
    got.sort((a, b) => (a ?? 0) - (b ?? 0));
    if (JSON.stringify(got) !== JSON.stringify(rightful)) {
      return `claimed ${JSON.stringify(taken)} at ${JSON.stringify(got)}, where ${JSON.stringify(rightful)} was due`;
    }
    const before = this.#lastToken;
    for (const { run, no, token } of taken) {
      if (token <= before) return `the fence ${token} of ${run} ${no} is no larger than one of an earlier claim`;
      this.#lastToken = Math.max(this.#lastToken, token);
      const job = this.job(run, no);
      Object.assign(job, { status: "processing", token, worker: worker.id, attempts: job.attempts + 1 });
      Object.assign(job, { startedAt: this.now, finishedAt: null, dueAt: null });
    }
    return null;
  }

  /** Answers what it refuses. */
  complete(claims: readonly Claim[], result: string, status: "succeeded" | "skipped" = "succeeded"): Claim[] {
    return claims.filter((claim) => {
      const { run, job } = this.#find(claim);
      if (job.token !== claim.token) return true;
      if (job.status !== "processing") return job.status !== "succeeded" && job.status !== "skipped";
      const error = status === "skipped" ? "task missing in registry" : null;
      Object.assign(job, { status, result, error, finishedAt: this.now });
      this.#settle(run);
      return false;
    });
  }

  /** Answers whether it was refused. */
  fail(claim: Claim, error: string, outcome: "failed" | "timed-out"): boolean {
    const { run, job } = this.#find(claim);
    const task = run.snapshot.tasks[job.no];
    if (job.token !== claim.token) return true;
    if (job.status !== "processing") return false;
    const cancelled = run.cancelledAt !== null;
    job.failures += 1;
    const dead = job.failures >= (task?.maxAttempts ?? 0);
    const waits = !cancelled && !dead && task !== undefined && task.delayMs > 0;
    Object.assign(job, { status: cancelled ? "cancelled" : dead ? "dead" : "failed", error, finishedAt: this.now });
    if (waits) job.dueAt = this.now + task.delayMs;
    this.#record(run, job, cancelled ? "cancelled" : outcome);
    this.#settle(run);
    return false;
  }

  release(claim: Claim): void {
    const { run, job } = this.#find(claim);
    if (job.token === claim.token && job.status === "processing") this.#giveBack(run, job);
  }

  /** Whether the job was skipped: its task has left the code everywhere, and this worker's code is newer than the run's snapshot. */
  skip(worker: Worker, claim: Claim): boolean {
    const { run, job } = this.#find(claim);
    const { dag, tasks, activatedAt } = run.snapshot;
    const name = `${dag} ${tasks[job.no]?.name}`;
    const known = [...this.workers.values()].some(
      (other) => other.ended === null && other.dags.includes(dag) && !other.lacks.has(name),
    );
    if (job.token !== claim.token || job.status !== "processing") return false;
    if (known || worker.loadedAt <= activatedAt) return false;
    this.complete([claim], '{"noop":true}', "skipped");
    return true;
  }

  releaseOrphans(worker: Worker, known: readonly number[]): number {
    if (worker.ended !== null) return 0;
    const orphans = this.held(worker).filter(({ job }) => !known.includes(job.token));
    for (const { run, job } of orphans) this.#giveBack(run, job);
    return orphans.length;
  }

  held(worker: Worker): { readonly run: Run; readonly job: Job }[] {
    return [...this.runs.values()].flatMap((run) =>
      run.jobs.filter((job) => job.status === "processing" && job.worker === worker.id).map((job) => ({ run, job })),
    );
  }

  /** Whether the worker is still in the ledger; its lease then runs anew. */
  beat(worker: Worker, leaseMs: number): boolean {
    if (worker.ended !== null) return false;
    worker.leaseUntil = Math.max(worker.leaseUntil, this.now + leaseMs);
    worker.graced = false;
    return true;
  }

  /** What some worker does now and then: what is due becomes claimable, runs out of time end, lost workers' jobs come back. */
  tend(): void {
    const silence = this.now - (this.#tendedAt ?? this.now);
    if (this.#tendedAt === null || silence > 500) this.#tendedAt = this.now;
    for (const run of this.runs.values()) {
      for (const job of run.jobs) if (job.dueAt !== null && job.dueAt <= this.now) job.dueAt = null;
      if (run.timeoutAt === null || run.timeoutAt >= this.now) continue;
      this.cancel(run, "run.timeout: the run took longer than its dag allows");
      run.timeoutAt = null;
    }
    for (const worker of this.workers.values()) {
      if (worker.ended === null && this.#isLost(worker, silence)) worker.ended = "lost";
      if (worker.ended === null) continue;
      for (const { run, job } of this.held(worker)) {
        if (worker.ended === "lost") this.#lose(run, job, worker.name);
        else this.#giveBack(run, job);
      }
    }
  }

  /** When nobody tended either, the database was away: whoever lives is given time to say so, once between two beats. */
  #isLost(worker: Worker, silence: number): boolean {
    if (worker.graced || silence <= Math.max(1_500, worker.leaseMs / 2)) return worker.leaseUntil < this.now;
    const grace = this.now + Math.min(worker.leaseMs, 15_000);
    worker.graced = worker.leaseUntil < grace;
    worker.leaseUntil = Math.max(worker.leaseUntil, grace);
    return false;
  }

  // How jobs move.

  #lose(run: Run, job: Job, worker: string): void {
    job.crashes += 1;
    const cancelled = run.cancelledAt !== null;
    const dead = job.crashes >= CRASH_BUDGET;
    job.status = cancelled ? "cancelled" : dead ? "dead" : "pending";
    job.finishedAt = cancelled || dead ? this.now : null;
    // From the second lost worker on it comes back after a random pause: see adopt.ts.
    if (job.status === "pending" && job.crashes > 1) job.dueAt = this.now;
    job.error = dead
      ? `lost its worker ${job.crashes} times, the last one was ${worker}: the task may be killing its process`
      : `lease expired (worker ${worker})`;
    this.#record(run, job, cancelled ? "cancelled" : "lost");
    this.#settle(run);
  }

  #giveBack(run: Run, job: Job): void {
    const cancelled = run.cancelledAt !== null;
    Object.assign(job, { status: cancelled ? "cancelled" : "pending", attempts: job.attempts - 1, startedAt: null });
    job.finishedAt = cancelled ? this.now : null;
    if (cancelled) this.#record(run, job, "cancelled");
    this.#settle(run);
  }

  /** Blocks what is below a dead job and nothing else, and notices when the run has finished, or has not any more. */
  #settle(run: Run): void {
    for (const job of run.jobs) {
      const causes = this.deadAbove(run, job.no).map(blockedBy);
      const named = causes.includes(job.error ?? "") ? job.error : causes[0];
      if (job.status === "blocked")
        Object.assign(job, named === undefined ? { status: "pending", error: null } : { error: named });
      if (named === undefined || !["pending", "failed"].includes(job.status)) continue;
      Object.assign(job, { status: "blocked", dueAt: null, finishedAt: null, error: named });
    }
    if (this.status(run) === "running") run.finishedAt = null;
    else run.finishedAt ??= this.now;
  }

  #record(run: Run, job: Job, outcome: string): void {
    const { no, attempts: attempt, startedAt, error } = job;
    const worker = this.workers.get(job.worker)?.name ?? "";
    this.history.push({ run: run.id, no, attempt, outcome, worker, startedAt, finishedAt: this.now, error });
  }

  job(run: string, no: number): Job {
    return this.#find({ run, no, token: 0 }).job;
  }

  #find(claim: Claim): { readonly run: Run; readonly job: Job } {
    const run = this.runs.get(claim.run);
    const job = run?.jobs[claim.no];
    if (run === undefined || job === undefined) throw new Error(`There is no job ${claim.run} ${claim.no}`);
    return { run, job };
  }
}

/** Where a job stands in the order of claims: by priority, then by age. */
export function placeOf(priority: number, age: number): number {
  return (10 - priority) * 2 ** 48 + age;
}

export function blockedBy(task: string): string {
  return `blocked due to upstream dead task ${task}`;
}

function fresh(no: number): Job {
  const counts = { token: 0, worker: 0, attempts: 0, failures: 0, crashes: 0 };
  const unset = { dueAt: null, startedAt: null, finishedAt: null, result: null, error: null };
  return { no, status: "pending", ...counts, ...unset };
}
