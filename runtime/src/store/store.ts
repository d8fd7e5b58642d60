import type { JobStatus, RunStatus } from "../run/status.ts";
import type { SnapshotContent } from "../dag/snapshot.ts";

/** Names one job: one task of one run. `taskNo` is the task's place in the run's snapshot. */
export interface JobKey {
  readonly runId: string;
  readonly taskNo: number;
}

/** A job in hand. The token is the fence: every write about the job carries it and is refused once it is not the job's. */
export interface JobClaim extends JobKey {
  readonly token: string;
}

export interface ClaimedJob extends JobClaim {
  readonly snapshotId: number;
  /** Attempts so far, this one included. */
  readonly attempts: number;
  /** Attempts that have failed. */
  readonly failures: number;
  /** Nothing is required of other tasks: the run's inputs are the task's. */
  readonly root: boolean;
  /** JSON text of the run's inputs; null when it must be loaded (`load`), as always for a job that is no root. */
  readonly inputs: string | null;
  /** JSON text, or null when the run has none. Only for a root. */
  readonly metadata: string | null;
}

export interface Completion extends JobClaim {
  /** JSON text. */
  readonly result: string;
}

export interface Failure extends JobClaim {
  readonly error: string;
  readonly outcome: "failed" | "timed-out" | "cancelled";
  /** No attempt is left. */
  readonly dead: boolean;
  /** Milliseconds until the next attempt; ignored when dead. */
  readonly delayMs: number;
}

export interface Step {
  readonly workerId: number;
  readonly completions: readonly Completion[];
  readonly dagIds: readonly number[];
  /** How many jobs to claim at most. */
  readonly limit: number;
  /** Claims nothing that stands before this place in the order of claims. Absent: looks at all there is. */
  readonly from?: number;
  /** Tasks that this worker's code does not know. */
  readonly unknown: readonly { readonly snapshotId: number; readonly taskNo: number }[];
}

export interface StepResult {
  readonly jobs: readonly ClaimedJob[];
  /** The last place among theirs in the order of claims; 0 when there are none. */
  readonly reach: number;
  /** Completions that were not the job's any more. */
  readonly refused: readonly JobKey[];
  /** This worker id has lost its lease: nothing was claimed, and nothing will be, under it. */
  readonly lost: boolean;
}

export interface WorkerRegistration {
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  readonly concurrency: number;
  /** What this worker's code knows: task names by DAG. */
  readonly registry: Readonly<Record<string, readonly string[]>>;
  /** The ledger's time before the code was loaded (`clock`). */
  readonly loadedAt: string;
  readonly leaseMs: number;
  /** The id under which the same worker has stood until now: what is wanted of it is wanted of the new one. */
  readonly replaces?: number;
}

export interface Registered {
  readonly workerId: number;
  readonly dagIds: ReadonlyMap<string, number>;
  /** No job of this worker has a smaller token. */
  readonly lowToken: string;
}

export type WorkerState = "running" | "paused" | "draining" | "stopped" | "lost";
export type WantedState = "running" | "paused" | "draining" | "stopped";

export interface Beat {
  readonly ids: readonly { readonly workerId: number; readonly lowToken: string; readonly jobs: number }[];
  readonly leaseMs: number;
  readonly state: WorkerState;
  readonly heldRuns: readonly string[];
}

export interface BeatResult {
  /** The ids that are alive; an id that was sent and is missing has lost its lease. */
  readonly alive: ReadonlySet<number>;
  readonly wanted: WantedState | null;
  /** Held runs that were cancelled, or took too long. */
  readonly stoppedRuns: readonly string[];
}

/** A snapshot as the engine uses it. Tasks stand at their number. */
export interface LoadedSnapshot {
  readonly snapshotId: number;
  readonly dagId: number;
  readonly version: string;
  readonly content: SnapshotContent;
}

export interface LoadedRun {
  readonly runId: string;
  readonly inputs: string;
  readonly metadata: string | null;
}

export interface LoadedResult extends JobKey {
  readonly result: string;
}

export interface Recovered {
  readonly worker: string | null;
  readonly runId: string;
  readonly taskNo: number;
  readonly status: JobStatus;
}

export interface Subscription {
  /** False where notifications do not arrive (a pooler in transaction mode): polling alone then finds the work. */
  readonly active: boolean;
  close(): Promise<void>;
}

/** What a worker needs of the ledger. Every method is one round trip unless it says otherwise. */
export interface WorkerStore {
  /** The ledger's time, as text that it takes back. */
  clock(): Promise<string>;
  register(worker: WorkerRegistration): Promise<Registered>;
  /** Stores results, frees their dependents and claims the next jobs in one commit. */
  step(step: Step): Promise<StepResult>;
  fail(failures: readonly Failure[]): Promise<readonly JobKey[]>;
  /** Gives jobs back; their attempt is not counted. */
  release(jobs: readonly JobClaim[]): Promise<void>;
  /** Skips jobs whose task is no longer in code, if no live worker knows it and the code is newer than the snapshot. Answers those it skipped. */
  skip(workerId: number, jobs: readonly JobClaim[]): Promise<readonly JobKey[]>;
  /** Gives back what the ledger says this id holds and the worker does not know of, since an answer was lost. */
  releaseOrphans(workerId: number, tokens: readonly string[]): Promise<number>;
  beat(beat: Beat): Promise<BeatResult>;
  /** Renews leases and nothing else. */
  renew(workerIds: readonly number[], leaseMs: number): Promise<void>;
  /** Promotes jobs that are due, ends runs whose time is over, takes back what lost workers held. */
  tend(): Promise<{ readonly promoted: number; readonly expired: number; readonly recovered: readonly Recovered[] }>;
  setWaiting(workerId: number, waiting: boolean): Promise<void>;
  loadSnapshot(snapshotId: number): Promise<LoadedSnapshot>;
  loadRuns(runIds: readonly string[]): Promise<readonly LoadedRun[]>;
  loadResults(jobs: readonly JobKey[]): Promise<readonly LoadedResult[]>;
  /** Whether any job of these DAGs is pending, processing or failed. */
  anyOpen(dagIds: readonly number[]): Promise<boolean>;
  /** Claimable jobs of these DAGs, counted up to `limit`. */
  depth(dagIds: readonly number[], limit: number): Promise<number>;
  /** `clean`: it holds nothing, and every claim of it was answered. */
  endWorker(workerId: number, clean?: boolean): Promise<void>;
  /** Milliseconds since the database last answered any of these. No round trip. */
  silentMs(): number;
  subscribe(onMessage: (message: string) => void): Promise<Subscription>;
  close(): Promise<void>;
}

export interface SnapshotSummary {
  readonly version: string;
  readonly createdAt: Date;
  readonly active: boolean;
  readonly tasks: number;
}

export interface EnqueueOptions {
  /** JSON text by run. */
  readonly inputs: readonly string[];
  readonly metadata: readonly (string | null)[];
  readonly runIds: readonly string[];
  /** The caller chose the (single) id. */
  readonly ownId: boolean;
}

export interface RunSummary {
  readonly runId: string;
  readonly dag: string;
  readonly version: string;
  readonly status: RunStatus;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly jobs: Readonly<Partial<Record<JobStatus, number>>>;
}

interface JobReport {
  readonly task: string;
  readonly status: JobStatus;
  readonly attempts: number;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly error: string | null;
  /** JSON text. */
  readonly result: string | null;
  readonly requires: readonly string[];
}

export interface RunReport {
  readonly runId: string;
  readonly dag: string;
  readonly version: string;
  readonly status: RunStatus;
  readonly error: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly inputs: string;
  readonly metadata: string | null;
  readonly jobs: readonly JobReport[];
}

export interface RequeueFilter {
  readonly status: "dead" | "failed";
  /** Null: every DAG. */
  readonly dag: string | null;
  readonly task: string | null;
  readonly since: Date | null;
  readonly minAttempts: number | null;
  readonly run: string | null;
}

export interface FailureSummary {
  readonly task: string;
  readonly dag: string;
  readonly failures: number;
  readonly lastError: string | null;
  readonly lastAt: Date;
}

export interface StaleLock {
  readonly runId: string;
  readonly task: string;
  readonly dag: string;
  readonly worker: string;
  readonly leaseUntil: Date;
}

export interface WorkerSummary {
  readonly workerId: string;
  readonly host: string;
  readonly pid: number;
  readonly dags: readonly string[];
  readonly concurrency: number;
  readonly state: WorkerState;
  readonly wanted: WantedState;
  readonly jobs: number;
  readonly startedAt: Date;
  readonly heartbeatAt: Date;
}

/** What the CLI and the editor need of the ledger: snapshots, runs, and what went wrong. */
export interface Ledger {
  /** Brings the schema to this version of Orchex; says how many migrations ran. Safe from any number of processes at once. */
  migrate(): Promise<number>;
  /** Throws `database.schema-missing` or `database.schema-newer` unless the schema is this version's. */
  checkSchema(): Promise<void>;
  saveSnapshot(
    content: SnapshotContent,
    version: string,
  ): Promise<{ readonly created: boolean; readonly active: boolean }>;
  /** Activates a version or a unique prefix of one; answers the whole version. */
  activate(dag: string, version: string): Promise<string>;
  listSnapshots(dag: string): Promise<readonly SnapshotSummary[]>;
  activeSnapshot(dag: string): Promise<{ readonly version: string; readonly content: SnapshotContent } | null>;
  dagNames(): Promise<readonly string[]>;
  /** The names of all tasks of a DAG's snapshots, or of all DAGs. */
  taskNames(dag: string | null): Promise<readonly string[]>;
  enqueue(dag: string, runs: EnqueueOptions): Promise<{ readonly version: string; readonly created: boolean }>;
  /** Null when there is no such run, as with `report`. */
  runStatus(runId: string): Promise<RunStatus | null>;
  report(runId: string): Promise<RunReport | null>;
  runs(filter: {
    readonly dag: string | null;
    readonly status: RunStatus | null;
    readonly limit: number;
  }): Promise<readonly RunSummary[]>;
  /** Cancels a run; null when there is no such run, or the status it finished with. */
  cancel(runId: string): Promise<{ readonly cancelled: number } | { readonly finished: RunStatus } | null>;
  requeue(filter: RequeueFilter): Promise<number>;
  queueDepth(): Promise<Readonly<Record<string, Readonly<Record<JobStatus, number>>>>>;
  failures(filter: { readonly dag: string | null; readonly since: Date | null }): Promise<readonly FailureSummary[]>;
  staleLocks(dag: string | null): Promise<readonly StaleLock[]>;
  workers(): Promise<readonly WorkerSummary[]>;
  /** States a wish that the worker obeys within a heartbeat; false when no live worker has this id. */
  wantWorker(workerId: string, wanted: WantedState): Promise<boolean>;
  close(): Promise<void>;
}
