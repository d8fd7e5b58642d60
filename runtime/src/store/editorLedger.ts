import type { SnapshotContent } from "../dag/snapshot.ts";
import type { JobStatus, RunStatus } from "../run/status.ts";
import type { Ledger } from "./store.ts";

/** A DAG that the ledger knows. */
export interface KnownDag {
  readonly dag: string;
  /** Null when no snapshot is active. */
  readonly version: string | null;
  readonly tasks: number | null;
  readonly activatedAt: Date | null;
  readonly snapshots: number;
}

export interface StoredContent {
  readonly version: string;
  readonly createdAt: Date;
  readonly active: boolean;
  readonly content: SnapshotContent;
}

/** A stored version and how many runs follow it that have not finished. */
export interface SnapshotUse {
  readonly version: string;
  readonly createdAt: Date;
  readonly activatedAt: Date | null;
  readonly active: boolean;
  readonly tasks: number;
  readonly runsInFlight: number;
}

/** What is stored of one DAG, in numbers. */
export interface DagTotals {
  readonly dag: string;
  readonly jobs: Readonly<Record<JobStatus, number>>;
  /** Runs that have not finished. */
  readonly openRuns: number;
  /** When the run of the oldest claimable job was enqueued; null when nothing waits for a worker. */
  readonly waitingSince: Date | null;
  /** When a job of it last ended. */
  readonly lastEndAt: Date | null;
  /** When a job of it last died, of those that are dead now. */
  readonly lastDeathAt: Date | null;
}

/** How one task did in the recent runs of its DAG. */
export interface TaskFigures {
  readonly task: string;
  readonly lastRun: {
    readonly runId: string;
    readonly status: JobStatus;
    readonly finishedAt: Date;
    readonly error: string | null;
  } | null;
  /** Attempts that ended well, and those that failed, timed out or lost their worker. */
  readonly succeeded: number;
  readonly failed: number;
  /** Milliseconds of the attempts that ended well. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** Of all runs, not only recent ones: dead, and in the hands of a worker. */
  readonly dead: number;
  readonly processing: number;
}

/** A DAG and its tasks as they do lately. */
export interface DagFigures {
  /** Runs that have not finished. */
  readonly openRuns: number;
  /** By name; a task that has not been in a run lately is absent. */
  readonly tasks: readonly TaskFigures[];
}

export interface DeadJob {
  readonly runId: string;
  readonly dag: string;
  readonly version: string;
  readonly task: string;
  readonly attempts: number;
  readonly diedAt: Date | null;
  readonly error: string | null;
  /** False for a job of a cancelled run, which stays as it is. */
  readonly retryable: boolean;
}

/** A job without its data. */
export interface JobState {
  readonly task: string;
  readonly status: JobStatus;
  readonly attempts: number;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** When it is tried again. */
  readonly nextAttemptAt: Date | null;
  /** The first line. */
  readonly error: string | null;
}

export interface RunState {
  readonly runId: string;
  readonly dag: string;
  readonly version: string;
  readonly status: RunStatus;
  readonly error: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** Cancelled, or timed out, and some of its jobs may still run. */
  readonly stopRequested: boolean;
  readonly jobs: readonly JobState[];
}

/** A document that somebody wants to read: null text when there is none, or when it is longer than was asked for. */
interface JobDocument {
  /** JSON text. */
  readonly text: string | null;
  readonly bytes: number;
}

export interface AttemptRecord {
  readonly attempt: number;
  readonly outcome: "failed" | "timed-out" | "lost" | "cancelled";
  readonly worker: string | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date;
  readonly error: string | null;
}

/** Everything about one job. */
export interface JobDetails extends JobState {
  readonly runId: string;
  readonly dag: string;
  readonly version: string;
  readonly worker: string | null;
  /** Whole. */
  readonly error: string | null;
  readonly inputs: JobDocument;
  readonly result: JobDocument;
  readonly metadata: JobDocument;
  /** Attempts that did not succeed, oldest first. */
  readonly history: readonly AttemptRecord[];
}

/** What an editor needs of the ledger beyond what the command line does: to look often, and at the details of one thing. */
export interface EditorLedger extends Ledger {
  /** A text that is the same as long as nothing was committed in this database server: the cheapest look there is. */
  pulse(): Promise<string>;
  /** How many clients use this server, other than editors and the keeper of the embedded one. */
  otherClients(): Promise<number>;
  knownDags(): Promise<readonly KnownDag[]>;
  /** Of a version, a unique prefix of one, or (null) the active one; null when there is none. */
  snapshotContent(dag: string, version: string | null): Promise<StoredContent | null>;
  /** Newest first. */
  snapshotUses(dag: string): Promise<readonly SnapshotUse[]>;
  /** Reads every job: see `Watcher` for how seldom it is asked. */
  totals(): Promise<readonly DagTotals[]>;
  /** Over the newest runs of the DAG, at most 100 of them and about 20,000 jobs. */
  figures(dag: string): Promise<DagFigures>;
  /** Latest first. */
  deadJobs(filter: {
    readonly dag: string | null;
    readonly task: string | null;
    readonly limit: number;
  }): Promise<readonly DeadJob[]>;
  runState(runId: string): Promise<RunState | null>;
  /** Documents of more than `maxBytes` come without their text. */
  jobDetails(runId: string, task: string, maxBytes: number): Promise<JobDetails | null>;
}
