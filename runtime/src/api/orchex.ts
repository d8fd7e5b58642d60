import type { Dag } from "../declare/dag.ts";
import type { Logger, RunningWorker, WorkerEvent } from "../worker/options.ts";
import type { EnqueuedRuns } from "./enqueueRuns.ts";
import type { Initialized } from "./initDb.ts";
import type { RetryFilter } from "./retryJobs.ts";
import type { RunDetails } from "./runDetails.ts";
import type { StoredSnapshot } from "./storeSnapshot.ts";

/** A `Dag`, or a class decorated with `@dag`. */
export type DagLike = Dag<never> | Dag | (abstract new (...args: never[]) => object);

/** How to reach the ledger. What is absent comes from orchex.config, `.env` and the environment, as for the CLI. */
export interface ConnectOptions {
  /** Default: `DATABASE_URL`; without one the embedded Postgres is started and used. */
  readonly databaseUrl?: string;
  /** Default: `DB_SCHEMA`, else "orchex". */
  readonly schema?: string;
  /** Where configuration is looked for, upward, and what module addresses are relative to. Default: the working folder. */
  readonly cwd?: string;
}

export interface SnapshotRequest {
  /** New runs use it. Default: false. */
  readonly activate?: boolean;
  /**
   * Also record the hashes of signatures and bodies, as the command line does, so that drift in them is seen. Reads the
   * project's source with orchex-analysis, about a second, and so belongs where DAGs are deployed, not where a program
   * starts. With and without it are two versions. Default: false.
   */
  readonly source?: boolean;
}

export interface EnqueueRequest {
  /** What root tasks get as their first parameter. A JSON object; default: `{}`. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** A JSON object kept beside the run. Default: null. */
  readonly metadata?: Readonly<Record<string, unknown>> | null;
  /** A UUID. The same id again, with the same inputs, is the same run. Default: a new UUIDv7. */
  readonly runId?: string;
}

export interface EnqueuedRun {
  readonly runId: string;
  readonly dag: string;
  /** The snapshot that the run follows, whatever is activated later. */
  readonly version: string;
  /** False: the run was there already; its metadata was replaced. */
  readonly created: boolean;
}

export interface StartWorkerOptions {
  /** `path/to/module.ts:exportName`, relative to `cwd`: each thread of the worker loads these modules itself. */
  readonly dags: readonly string[];
  /** The worker's id in the ledger. Default: `worker-` and a random part. */
  readonly name?: string;
  /** Task bodies at once, at most 4000. Default: `CONCURRENCY`, else 10. */
  readonly concurrency?: number;
  /** Seconds between two looks for unannounced work, 0.01 to 60. Default: `CLAIM_POLL_INTERVAL`, else 0.5. */
  readonly pollIntervalSeconds?: number;
  /** End once nothing is pending, processing or waiting for its retry. Default: false. */
  readonly drain?: boolean;
  /** Run bodies on this thread: simpler to debug, but a body that blocks cannot be ended. Default: false. */
  readonly inline?: boolean;
  /** Load changed modules again. Default: false. */
  readonly watch?: boolean;
  /** Default: silent. */
  readonly logger?: Logger;
  readonly onEvent?: (event: WorkerEvent) => void;
}

/**
 * A connection to the ledger, for programs; the command line stands on the same functions. Every method may throw an
 * `OrchexError`: branch on its `code`, such as `database.unreachable`.
 */
export interface Orchex {
  /** Brings the schema up to date and, for a DAG, sees to it that a snapshot is active. */
  initDb(dag?: DagLike): Promise<Initialized>;
  /** Stores the DAG as it is declared now; the same content is the same version. Throws `dag.invalid`. */
  snapshot(dag: DagLike, options?: SnapshotRequest): Promise<StoredSnapshot>;
  /** Makes new runs use a stored version, or the one that a unique prefix names; answers the whole version. */
  activate(dagName: string, version: string): Promise<string>;
  /** Starts a run of the active snapshot. Throws `snapshot.none-active`, `run.taken`, or `json.*` for the inputs. */
  enqueue(dag: DagLike | string, request?: EnqueueRequest): Promise<EnqueuedRun>;
  /** Starts one run an item of `inputs`, thousands in a statement. An error may leave whole earlier thousands started. */
  enqueueMany(
    dag: DagLike | string,
    inputs: readonly Readonly<Record<string, unknown>>[],
    options?: { readonly metadata?: Readonly<Record<string, unknown>> | null },
  ): Promise<Pick<EnqueuedRuns, "runIds">>;
  /** A run and its tasks as they stand. Throws `run.unknown`. */
  report(runId: string): Promise<RunDetails>;
  /** Waits until the run has finished, however it did. Throws `run.wait-timeout`; by default it waits for ever. */
  wait(runId: string, options?: { readonly timeoutMs?: number; readonly signal?: AbortSignal }): Promise<RunDetails>;
  /** Cancels what the run still has to do; answers how many jobs that were. */
  cancel(runId: string): Promise<{ readonly cancelled: number }>;
  /** Gives dead jobs another life; answers how many. */
  retryDead(filter?: RetryFilter): Promise<number>;
  /** Lets jobs that wait for their retry go at once, with attempts from zero; answers how many. */
  retryFailed(filter?: RetryFilter): Promise<number>;
  /**
   * Starts a worker in this process. It has connections of its own: end it with its `stop()`, and await `done`. Throws
   * `config.invalid` for a number out of range.
   */
  startWorker(options: StartWorkerOptions): Promise<RunningWorker>;
  /** Ends the connections. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
