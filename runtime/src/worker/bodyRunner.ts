import { AsyncLocalStorage } from "node:async_hooks";

import { clampBackoffSeconds } from "../run/backoff.ts";
import { encodeJson } from "../run/json.ts";
import { errorText } from "../run/errorText.ts";
import type { Assignment, Definition, LogLine, Outcome } from "./assignment.ts";
import { BodyContext } from "./bodyContext.ts";
import type { LoadedDag, LoadedTask } from "./loadedDag.ts";
import { monotonicMs, type Slots } from "./slots.ts";

export interface BodyRunnerOptions {
  readonly dags: readonly LoadedDag[];
  readonly slots: Slots;
  /** Bodies at once on this thread. */
  readonly concurrency: number;
  readonly maxResultBytes: number;
  readonly onOutcomes: (outcomes: readonly Outcome[]) => void;
  readonly onLog: (line: LogLine) => void;
}

interface Running {
  readonly assignment: Assignment;
  readonly definition: Definition;
  readonly task: LoadedTask;
  readonly context: BodyContext;
  readonly startedAt: number;
  settled: boolean;
}

/** Longest run of bodies before the thread looks at its messages again. */
const SLICE_MS = 5;

/**
 * Runs task bodies, several at once, on whichever thread it lives: a worker thread, or the main one with `--inline`.
 * Answers outcomes in batches. An error that escapes a body (a timer, a forgotten promise) ends that body's attempt.
 */
export class BodyRunner {
  readonly #options: BodyRunnerOptions;
  readonly #definitions = new Map<number, { readonly definition: Definition; readonly task: LoadedTask | undefined }>();
  readonly #queue: Assignment[] = [];
  readonly #running = new Map<number, Running>();
  readonly #current = new AsyncLocalStorage<Running>();
  #next = 0;
  #outcomes: Outcome[] = [];
  #flushing = false;
  #pumping = false;

  constructor(options: BodyRunnerOptions) {
    this.#options = options;
  }

  run(definitions: readonly Definition[], jobs: readonly Assignment[]): void {
    for (const definition of definitions) {
      const dag = this.#options.dags.find(({ name }) => name === definition.dag);
      this.#definitions.set(definition.number, { definition, task: dag?.tasks.get(definition.task) });
    }
    this.#queue.push(...jobs);
    this.#pump();
  }

  abort(slot: number, generation: number, reason: string): void {
    const running = this.#running.get(slot);
    if (running?.assignment.generation === generation) running.context.abort(reason);
  }

  /** An error that nobody caught: the attempt whose code it came from ends with it. False when that is not known. */
  escaped(error: unknown): boolean {
    const running = this.#current.getStore();
    if (running === undefined) return false;
    this.#settle(running, false, error);
    return true;
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    const until = monotonicMs() + SLICE_MS;
    while (this.#running.size < this.#options.concurrency && this.#next < this.#queue.length) {
      const assignment = this.#queue[this.#next];
      this.#next += 1;
      if (assignment === undefined) break;
      const now = monotonicMs();
      if (this.#options.slots.begin(assignment.slot, assignment.generation, now)) this.#begin(assignment, now);
      if (now > until && this.#next < this.#queue.length) {
        setImmediate(() => this.#pump());
        break;
      }
    }
    if (this.#next === this.#queue.length) {
      this.#queue.length = 0;
      this.#next = 0;
    }
    this.#pumping = false;
  }

  #begin(assignment: Assignment, startedAt: number): void {
    const known = this.#definitions.get(assignment.definition);
    if (known?.task === undefined) {
      this.#answer({ ...outcomeOf(assignment, 0), ok: false, text: "this worker's code does not know the task" });
      return;
    }
    const { definition, task } = known;
    const context = new BodyContext(assignment, definition, task.deps, this.#options.onLog);
    const running: Running = { assignment, definition, task, context, startedAt, settled: false };
    this.#running.set(assignment.slot, running);
    this.#current.run(running, () => {
      const preparing = task.deps?.prepare();
      if (preparing === undefined) this.#call(running);
      else {
        preparing.then(
          () => this.#call(running),
          (error: unknown) => this.#settle(running, false, error),
        );
      }
    });
  }

  #call(running: Running): void {
    const { task, assignment, context } = running;
    let result: unknown;
    try {
      result = task.run(JSON.parse(assignment.inputs), context);
    } catch (error) {
      this.#settle(running, false, error);
      return;
    }
    if (isThenable(result)) {
      result.then(
        (value) => this.#settle(running, true, value),
        (error: unknown) => this.#settle(running, false, error),
      );
    } else this.#settle(running, true, result);
  }

  #settle(running: Running, ok: boolean, value: unknown): void {
    if (running.settled) return;
    running.settled = true;
    const { assignment, startedAt } = running;
    this.#running.delete(assignment.slot);
    const base = outcomeOf(assignment, monotonicMs() - startedAt);
    if (ok) {
      const encoded = encodeJson(value, { maxBytes: this.#options.maxResultBytes });
      if (encoded.ok) this.#answer({ ...base, ok: true, text: encoded.text });
      else this.#fail(running, base, unserializable(encoded.message));
    } else this.#fail(running, base, value);
    this.#pump();
  }

  #fail(running: Running, base: Pick<Outcome, "slot" | "generation" | "ms">, error: unknown): void {
    const { task, assignment, context } = running;
    const seconds =
      task.backoff === undefined ? undefined : this.#guarded(() => task.backoff?.(assignment.failures + 1, error));
    this.#guarded(() => task.onError?.(error, context));
    this.#answer({
      ...base,
      ok: false,
      text: withoutOwnFrames(errorText(error)),
      ...(seconds === undefined ? {} : { delayMs: clampBackoffSeconds(seconds) * 1000 }),
    });
  }

  /** User callbacks may fail; that is logged and changes nothing. */
  #guarded(callback: () => unknown): unknown {
    const complain = (error: unknown) =>
      this.#options.onLog({
        level: "error",
        message: "a callback of a task failed",
        fields: { error: errorText(error) },
      });
    try {
      const result = callback();
      if (isThenable(result)) result.then(undefined, complain);
      return result;
    } catch (error) {
      complain(error);
      return undefined;
    }
  }

  /** Outcomes of bodies that end in the same turn of the loop travel together; the last one in hand waits for no other. */
  #answer(outcome: Outcome): void {
    this.#outcomes.push(outcome);
    if (this.#running.size === 0 && this.#next === this.#queue.length) this.#flush();
    else if (!this.#flushing) {
      this.#flushing = true;
      setImmediate(() => {
        this.#flushing = false;
        this.#flush();
      });
    }
  }

  #flush(): void {
    if (this.#outcomes.length === 0) return;
    const outcomes = this.#outcomes;
    this.#outcomes = [];
    this.#options.onOutcomes(outcomes);
  }
}

function outcomeOf({ slot, generation }: Assignment, ms: number): Pick<Outcome, "slot" | "generation" | "ms"> {
  return { slot, generation, ms };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/** Where it was thrown says nothing: the user's code has returned. */
function unserializable(fault: string): Error {
  const error = new Error(`Return value must be JSON-serializable: ${fault}`);
  error.stack = error.message;
  return error;
}

const OWN_FOLDER = import.meta.url.slice(0, import.meta.url.lastIndexOf("/") + 1);

/** The stack as far as it is the user's. */
function withoutOwnFrames(text: string): string {
  return text
    .split("\n")
    .filter((line) => !line.includes(OWN_FOLDER) && !line.includes("(node:async_hooks"))
    .join("\n");
}
