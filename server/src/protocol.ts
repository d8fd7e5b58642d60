/**
 * What the language server and its clients say to each other beyond LSP: types only, so that a browser may import them
 * too. docs/protocol.md tells the whole of it. A client may do without any of it.
 */
import type { Drift, Problem } from "orchex/dag";
import type { SnapshotContent } from "orchex/dag";
import type { Changed, Progress, Requests, ServeStatus, Topic } from "orchex/protocol";

/** `initializationOptions`: everything may be absent, and whatever has another type counts as absent. */
export interface ClientOptions {
  /**
   * Asks for the live link, which starts a process of the workspace's own `orchex`. Only a client that knows the
   * workspace to be trusted may ask; one that learns it later sends `orchex/trust`. Default: false.
   */
  readonly live?: boolean;
  /** Commands that the client runs itself when a lens is clicked: "orchex.showGraph", "orchex.showTask". Default: none. */
  readonly commands?: readonly string[];
  /** Settings as in the section `orchex`, for clients that have no `workspace/configuration`. */
  readonly settings?: unknown;
  /** Folder of an `orchex` package, absolute, for projects that have none installed. Default: the server's own. */
  readonly runtime?: string;
  /** Names of environment variables that the link's process gets besides the usual ones. Default: none. */
  readonly environment?: readonly string[];
}

/** Of LSP's `Position` and `Range`. */
export interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** A DAG as the code declares it now, saved or not. */
export interface DeclaredDag {
  /** The client's folder that its file lies in, absolute; null for a file in none of them. */
  readonly folder: string | null;
  readonly name: string;
  readonly uri: string;
  readonly range: Range;
  /** With it `file:exportName` addresses the DAG; null when its module does not export it. */
  readonly exportName: string | null;
  /** False when something about it is not known from its source: tasks or edges may be missing. */
  readonly complete: boolean;
  /** In the order of files and declarations; tasks without a name are left out. */
  readonly tasks: readonly DeclaredTask[];
  /** Everything that is wrong with it, in whichever file. */
  readonly problems: readonly Problem[];
  /** How many of the problems are errors. */
  readonly errors: number;
  /** From the active snapshot; none while that is not known. */
  readonly drift: readonly Drift[];
}

export interface DeclaredTask {
  readonly name: string;
  readonly uri: string;
  readonly range: Range;
  /** Only tasks that exist. */
  readonly requires: readonly string[];
}

/** A DAG ready to be drawn. */
export interface DagGraph extends DeclaredDag {
  /** Each wave needs only earlier ones. */
  readonly waves: readonly (readonly string[])[];
  /** The tasks on a cycle or below one, which are in no wave. */
  readonly unordered: readonly string[];
  /** From what is required to what requires it. */
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  /** The active version; null when there is none, or it is not known. */
  readonly activeVersion: string | null;
}

/**
 * - `off`: not asked for, not trusted, or switched off. `connecting`: it starts.
 * - `ready`: the ledger answers. `noDatabase`: the process is there, and its database is not, or has no ledger yet.
 * - `versionMismatch`: the project's `orchex` speaks another protocol. Nothing is tried again until `orchex/configure`.
 * - `failed`: the process does not start. It is tried again, and at once by `orchex/configure`.
 */
export type LinkState = "off" | "connecting" | "ready" | "noDatabase" | "versionMismatch" | "failed";

export interface LinkStatus {
  /** The client's folder, absolute. */
  readonly folder: string;
  readonly state: LinkState;
  /** One sentence. */
  readonly text: string;
  readonly remedy: string | null;
  /** What the project's process says; null while there is none. */
  readonly serve: ServeStatus | null;
}

interface Ask<Params, Result> {
  readonly params: Params;
  readonly result: Result;
}

/** Names the project whose ledger is meant: a folder of the client's, or any folder or file in one, absolute. */
interface InFolder {
  readonly folder: string;
}

/** Requests that are passed on to `orchex serve` as they are, each as `orchex/<name>`. */
export const passedOn = [
  "status",
  "dags",
  "snapshots",
  "snapshotContent",
  "depth",
  "figures",
  "deadJobs",
  "runs",
  "run",
  "job",
  "workers",
  "initDb",
  "snapshot",
  "activate",
  "enqueue",
  "cancel",
  "retry",
  "wantWorker",
  "dbStatus",
  "dbStart",
  "dbStop",
  "dbReset",
] as const satisfies readonly (keyof Requests)[];

export type PassedOn = (typeof passedOn)[number];

type PassedRequests = {
  readonly [Method in PassedOn as `orchex/${Method}`]: Ask<
    InFolder & Requests[Method]["params"],
    Requests[Method]["result"]
  >;
};

/** Every request of a client beyond LSP, by its method. A refusal's `data` is a `Told`. */
export interface ClientRequests extends PassedRequests {
  /** The DAGs of all folders. */
  readonly "orchex/declared": Ask<Readonly<Record<string, never>>, { readonly dags: readonly DeclaredDag[] }>;
  /** One DAG; null when there is none of this name. */
  readonly "orchex/graph": Ask<InFolder & { readonly dag: string }, DagGraph | null>;
  /** What a snapshot of the code would hold; null when there is no such DAG. */
  readonly "orchex/content": Ask<InFolder & { readonly dag: string }, SnapshotContent | null>;
  /** Sends `orchex/changed` from now on, also by the processes that come after this one; answers what is watched. */
  readonly "orchex/watch": Ask<InFolder & { readonly topics: readonly Topic[] }, { readonly topics: readonly Topic[] }>;
  readonly "orchex/unwatch": Ask<
    InFolder & { readonly topics: readonly Topic[] },
    { readonly topics: readonly Topic[] }
  >;
  /** How the links of all folders are. */
  readonly "orchex/links": Ask<Readonly<Record<string, never>>, { readonly links: readonly LinkStatus[] }>;
  /** Reads the project's settings again, and starts a process that had been given up. */
  readonly "orchex/configure": Ask<InFolder, LinkStatus>;
}

/** Every notification that a client may send. */
export interface ClientNotifications {
  /** The workspace is trusted from now on. */
  readonly "orchex/trust": Readonly<Record<string, never>>;
  /**
   * The database of a folder as the user entered it, which stands in for the environment's DATABASE_URL; null takes it
   * back. It goes on by a pipe and is neither logged nor put into arguments.
   */
  readonly "orchex/databaseUrl": InFolder & { readonly url: string | null };
}

/** Every notification that a client may get. */
export interface ServerNotifications {
  readonly "orchex/changed": InFolder & { readonly changed: Changed };
  readonly "orchex/status": LinkStatus;
  /** Of a request that gave a `progress`. */
  readonly "orchex/progress": Progress;
  /** What `orchex/declared` and `orchex/graph` answer is other than before. */
  readonly "orchex/declaredChanged": Readonly<Record<string, never>>;
}
