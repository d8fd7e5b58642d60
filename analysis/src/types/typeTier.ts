import { Worker } from "node:worker_threads";
import type { DagNode } from "../workspace.ts";
import { questionOf, type TypeAnswer } from "./question.ts";
import type { CompilerModules, FromTypeWorker, ToTypeWorker, TypeWorkerData } from "./typeMessages.ts";

/** What needs the type checker, asked in a thread of its own. */
export interface TypeTier {
  /**
   * Gives files texts that count instead of what is on disk, for documents that are open; null: the disk counts again.
   * Files on disk are looked at again at every question, so nobody has to tell of changes there.
   */
  update(files: Iterable<readonly [file: string, text: string | null]>): void;

  /**
   * What the types of these DAGs say. A question costs from some ten milliseconds to seconds, in the other thread, and
   * gives up the one before it: ask when the user has been quiet for a moment, and about everything that shall be known.
   *
   * Null when it was given up, when the thread crashed (a later question starts a new one), or after `close`.
   */
  ask(dags: readonly DagNode[]): Promise<TypeAnswer | null>;

  /** Ends the thread and frees its memory. */
  close(): Promise<void>;
}

export interface TypeTierOptions {
  /**
   * The thread's module, a file URL or an absolute path. Default: `typeWorker.js` beside this module, which is right for
   * the installed package; a bundle that holds this module has it somewhere else.
   */
  readonly worker?: URL | string;
  /** Needed where ts-morph is not installed. */
  readonly compiler?: CompilerModules;
  /** How much memory the thread may use, in megabytes. A thread that wants more crashes. Default: 2048. */
  readonly memoryMb?: number;
  /** Told of a crash, for a log. */
  readonly onCrash?: (error: Error) => void;
}

/** After so many crashes without an answer between them nothing is tried until a text changes. */
const MOST_CRASHES = 3;

/** Makes a type tier. Its thread starts with the first question. It keeps no process alive that waits for no answer. */
export function createTypeTier(options: TypeTierOptions = {}): TypeTier {
  return new ThreadedTypeTier(options);
}

class ThreadedTypeTier implements TypeTier {
  readonly #options: TypeTierOptions;
  readonly #texts = new Map<string, string>();
  readonly #latest = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #worker: Worker | null = null;
  #waiting: { readonly id: number; resolve(answer: TypeAnswer | null): void } | null = null;
  #crashes = 0;
  #isClosed = false;

  constructor(options: TypeTierOptions) {
    this.#options = options;
  }

  update(files: Iterable<readonly [file: string, text: string | null]>): void {
    const changed = [...files].filter(([file, text]) => (this.#texts.get(file) ?? null) !== text);
    for (const [file, text] of changed) {
      if (text === null) this.#texts.delete(file);
      else this.#texts.set(file, text);
    }
    if (changed.length === 0) return;
    this.#crashes = 0;
    if (this.#worker !== null) post(this.#worker, { kind: "update", files: changed });
  }

  ask(dags: readonly DagNode[]): Promise<TypeAnswer | null> {
    this.#settle(null);
    const id = Atomics.add(this.#latest, 0, 1) + 1;
    if (this.#isClosed || this.#crashes >= MOST_CRASHES) return Promise.resolve(null);
    const worker = (this.#worker ??= this.#start());
    worker.ref();
    post(worker, { kind: "ask", id, dags: questionOf(dags) });
    return new Promise((resolve) => {
      this.#waiting = { id, resolve };
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const worker = this.#worker;
    this.#worker = null;
    this.#settle(null);
    await worker?.terminate();
  }

  #start(): Worker {
    const {
      worker: entry = new URL("./typeWorker.js", import.meta.url),
      compiler = null,
      memoryMb = 2048,
    } = this.#options;
    const latest = this.#latest.buffer;
    const worker = new Worker(entry, {
      workerData: { latest, compiler } satisfies TypeWorkerData,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
      // A host that speaks on its stdout must not find a thread's output there.
      stdout: true,
      execArgv: [],
    });
    let crash = new Error("The thread of the type checker ended.");
    worker.on("message", ({ id, answer }: FromTypeWorker) => {
      if (id !== this.#waiting?.id) return;
      this.#crashes = 0;
      this.#settle(answer);
    });
    worker.on("error", (error) => {
      crash = error;
    });
    worker.on("exit", () => {
      if (worker !== this.#worker) return;
      this.#worker = null;
      this.#crashes++;
      this.#settle(null);
      this.#options.onCrash?.(crash);
    });
    post(worker, { kind: "update", files: [...this.#texts] });
    return worker;
  }

  #settle(answer: TypeAnswer | null): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    this.#worker?.unref();
    waiting?.resolve(answer);
  }
}

function post(worker: Worker, message: ToTypeWorker): void {
  worker.postMessage(message);
}
