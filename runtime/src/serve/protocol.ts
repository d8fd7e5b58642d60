import type { SnapshotContent } from "../dag/snapshot.ts";
import type { JobStatus, RunStatus } from "../run/status.ts";
import type {
  DagFigures,
  DagTotals,
  DeadJob,
  JobDetails,
  JobState,
  KnownDag,
  RunState,
  SnapshotUse,
  StoredContent,
  TaskFigures,
} from "../store/editorLedger.ts";
import type { RunSummary, StaleLock, WantedState, WorkerSummary } from "../store/store.ts";

/**
 * `orchex/protocol`: what `orchex serve --stdio` and an editor say to each other, as JSON-RPC with LSP's framing. Types
 * and two constants, so that a browser may import it too. docs/protocol.md tells the whole of it.
 */

/** Grows when one side would misunderstand the other; two sides that differ refuse each other, and say so. */
export const PROTOCOL = 1;

/** Code of a response that says why something could not be done; its `data` is a `Told`. */
export const REQUEST_FAILED = -32803;

/** A value as JSON carries it: times are ISO 8601 texts. */
export type Wire<Value> = Value extends Date
  ? string
  : Value extends readonly (infer Item)[]
    ? readonly Wire<Item>[]
    : Value extends object
      ? { readonly [Key in keyof Value]: Wire<Value[Key]> }
      : Value;

/** What went wrong: a stable code to branch on, a sentence, and what to do about it. */
export interface Told {
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
}

/**
 * - `ready`: the ledger is there and of this version.
 * - `uninitialised`: the database has no ledger yet; `initDb` makes it. `older`: the same brings it up to date.
 * - `newer`: a later Orchex made it.
 * - `stopped`: the embedded server does not run; whatever changes something starts it, and so does `dbStart`.
 * - `unreachable`: it is looked for again while somebody watches.
 * - `misconfigured`: the settings are wrong; `configure` reads them again.
 */
export type DatabaseState = "ready" | "uninitialised" | "older" | "newer" | "stopped" | "unreachable" | "misconfigured";

export interface DatabaseStatus {
  readonly state: DatabaseState;
  /** Null while the settings are not known. */
  readonly kind: "embedded" | "url" | null;
  /** The database without its password, and why it is this one. */
  readonly shown: string;
  readonly schema: string;
  /** Null when ready. */
  readonly problem: Told | null;
}

export interface ServeStatus {
  /** Version of the `orchex` package. */
  readonly orchex: string;
  readonly protocol: number;
  readonly projectRoot: string;
  readonly database: DatabaseStatus;
}

export type DagEntry = Wire<KnownDag>;
export type SnapshotEntry = Wire<SnapshotUse>;
export type ContentEntry = Wire<Omit<StoredContent, "content">> & { readonly content: SnapshotContent };
export type TotalsEntry = Wire<DagTotals>;
export type FiguresEntry = Wire<TaskFigures>;
export type FiguresOfDag = Wire<DagFigures>;
export type DeadEntry = Wire<DeadJob>;
export type RunEntry = Wire<RunSummary>;
export type RunDetail = Wire<RunState>;
export type RunHead = Omit<RunDetail, "jobs">;
export type JobEntry = Wire<JobState>;
export type JobDetail = Wire<JobDetails>;
export type WorkerEntry = Wire<WorkerSummary>;
export type StaleLease = Wire<StaleLock>;

export interface Depth {
  readonly total: Readonly<Record<JobStatus, number>>;
  readonly dags: readonly TotalsEntry[];
}

export interface WorkersEntry {
  readonly workers: readonly WorkerEntry[];
  /** Jobs in the hands of workers whose lease has run out; any live worker takes them back. */
  readonly staleLeases: readonly StaleLease[];
}

/** What the embedded server is doing, whether or not it is the database in use. */
export interface EmbeddedStatus {
  readonly running: boolean;
  readonly port: number | null;
  readonly version: string | null;
  readonly connections: number;
  readonly dataDir: string;
  readonly logFile: string;
}

export interface StoredVersion {
  readonly dag: string;
  readonly version: string;
  /** False: the same content was there already. */
  readonly created: boolean;
  readonly active: boolean;
  readonly tasks: number;
}

/** What can be watched; `run:<run id>` and `figures:<dag>` name one thing each. */
export type Topic = "dags" | "runs" | "queue" | "dead" | "workers" | `run:${string}` | `figures:${string}`;

/** News of a topic. The first after `watch` carries everything, later ones what the comment says. */
export type Changed =
  /** All of them. */
  | { readonly topic: "dags"; readonly dags: readonly DagEntry[] }
  /** Those of the newest 100 that changed, newest first. */
  | { readonly topic: "runs"; readonly runs: readonly RunEntry[] }
  | { readonly topic: "queue"; readonly depth: Depth }
  /** How many there are; the list is asked for. */
  | { readonly topic: "dead"; readonly total: number; readonly dags: Readonly<Record<string, number>> }
  /** All of them. */
  | ({ readonly topic: "workers" } & WorkersEntry)
  /** The jobs that changed. */
  | { readonly topic: `run:${string}`; readonly run: RunHead; readonly jobs: readonly JobEntry[] }
  /** The tasks whose figures changed. */
  | ({ readonly topic: `figures:${string}`; readonly dag: string } & FiguresOfDag);

export interface Progress {
  /** What the request gave as `progress`. */
  readonly token: string;
  readonly message: string;
}

interface Ask<Params, Result> {
  readonly params: Params;
  readonly result: Result;
}

/** Parameters of which none has a meaning. */
type Nothing = object;

/** Every request, by its method. `dag` is a plain name; `address` is `path/to/module.ts:export`. */
export interface Requests {
  /** Comes first. Another protocol is answered with `serve.protocol` in the error's data. `databaseUrl` as in `configure`. */
  readonly initialize: Ask<
    { readonly protocol: number; readonly databaseUrl?: string | null },
    { readonly protocol: number; readonly orchex: string; readonly pid: number; readonly projectRoot: string }
  >;
  /** Reads the settings again. A URL that is given stands in for the environment's DATABASE_URL; null takes it back. */
  readonly configure: Ask<{ readonly databaseUrl?: string | null }, ServeStatus>;
  readonly status: Ask<Nothing, ServeStatus>;
  readonly dags: Ask<Nothing, { readonly dags: readonly DagEntry[] }>;
  readonly snapshots: Ask<{ readonly dag: string }, { readonly snapshots: readonly SnapshotEntry[] }>;
  /** Of a version, a unique prefix of one, or the active one; null when there is none. */
  readonly snapshotContent: Ask<{ readonly dag: string; readonly version?: string }, ContentEntry | null>;
  readonly depth: Ask<Nothing, Depth>;
  readonly figures: Ask<{ readonly dag: string }, FiguresOfDag>;
  /** `limit`: 200 unless told, 1,000 at most. */
  readonly deadJobs: Ask<
    { readonly dag?: string; readonly task?: string; readonly limit?: number },
    { readonly jobs: readonly DeadEntry[] }
  >;
  /** Newest first; `limit`: 100 unless told, 1,000 at most. */
  readonly runs: Ask<
    { readonly dag?: string; readonly status?: RunStatus; readonly limit?: number },
    { readonly runs: readonly RunEntry[] }
  >;
  readonly run: Ask<{ readonly runId: string }, RunDetail>;
  /** Documents of more than `maxBytes` (1 MiB unless told, 16 MiB at most) come without their text. */
  readonly job: Ask<{ readonly runId: string; readonly task: string; readonly maxBytes?: number }, JobDetail>;
  readonly workers: Ask<Nothing, WorkersEntry>;

  /** Makes the ledger, or brings it up to date. */
  readonly initDb: Ask<Nothing, { readonly schema: string; readonly migrated: number }>;
  /** Loads the module in a process of its own and stores the DAG as it is declared on disk. */
  readonly snapshot: Ask<
    { readonly address: string; readonly activate?: boolean; readonly progress?: string },
    StoredVersion
  >;
  readonly activate: Ask<{ readonly dag: string; readonly version: string }, { readonly version: string }>;
  /** Starts `count` runs (1 unless told, 10,000 at most) with the same inputs. */
  readonly enqueue: Ask<
    {
      readonly dag: string;
      readonly inputs?: Readonly<Record<string, unknown>>;
      readonly metadata?: Readonly<Record<string, unknown>>;
      readonly count?: number;
      readonly runId?: string;
    },
    { readonly runIds: readonly string[]; readonly version: string; readonly created: boolean }
  >;
  readonly cancel: Ask<{ readonly runId: string }, { readonly cancelled: number }>;
  /** What is not said is not asked: without `dag`, `task` and `run` it is every such job of the ledger. */
  readonly retry: Ask<
    {
      readonly status: "dead" | "failed";
      readonly dag?: string;
      readonly task?: string;
      readonly run?: string;
    },
    { readonly jobs: number }
  >;
  readonly wantWorker: Ask<
    { readonly workerId: string; readonly wanted: WantedState },
    { readonly workerId: string; readonly wanted: WantedState }
  >;
  readonly dbStatus: Ask<Nothing, EmbeddedStatus>;
  readonly dbStart: Ask<{ readonly progress?: string }, EmbeddedStatus>;
  readonly dbStop: Ask<Nothing, { readonly stopped: boolean }>;
  /** Drops the project's embedded database with everything in it. */
  readonly dbReset: Ask<{ readonly confirm: true }, { readonly reset: string }>;

  /** Sends `changed` from now on, and `status` whenever the database's state changes; answers all that is watched. */
  readonly watch: Ask<{ readonly topics: readonly Topic[] }, { readonly topics: readonly Topic[] }>;
  readonly unwatch: Ask<{ readonly topics: readonly Topic[] }, { readonly topics: readonly Topic[] }>;
}

/** Every notification that `orchex serve` sends, by its method. */
export interface Notifications {
  readonly changed: Changed;
  readonly status: ServeStatus;
  readonly progress: Progress;
}
