import type { Logger, TaskContext } from "../declare/context.ts";
import type { Assignment, Definition, LogLine } from "./assignment.ts";
import type { Deps } from "./deps.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/** What a body gets as its second parameter. What costs something is made when it is first read. */
export class BodyContext implements TaskContext {
  readonly #assignment: Assignment;
  readonly #definition: Definition;
  readonly #deps: Deps | undefined;
  readonly #onLog: (line: LogLine) => void;
  #controller: AbortController | undefined;
  #reason: string | undefined;
  #runInputs: JsonObject | undefined;
  #metadata: JsonObject | undefined;

  constructor(assignment: Assignment, definition: Definition, deps: Deps | undefined, onLog: (line: LogLine) => void) {
    this.#assignment = assignment;
    this.#definition = definition;
    this.#deps = deps;
    this.#onLog = onLog;
  }

  get runId(): string {
    return this.#assignment.runId;
  }

  get dag(): string {
    return this.#definition.dag;
  }

  get task(): string {
    return this.#definition.task;
  }

  /** From 1. */
  get attempt(): number {
    return this.#assignment.attempt;
  }

  get maxAttempts(): number {
    return this.#definition.maxAttempts;
  }

  /** Aborted when the attempt must end: its timeout, a cancelled run, a worker that stops. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(new Error(this.#reason));
    }
    return this.#controller.signal;
  }

  /** The same for every attempt of this task in this run: hand it to whatever must not be done twice. */
  get idempotencyKey(): string {
    return `${this.#assignment.runId}:${this.#definition.task}`;
  }

  /** Larger at each attempt: whatever stores it can refuse a smaller one. */
  get fence(): string {
    return this.#assignment.token;
  }

  get runInputs(): JsonObject {
    this.#runInputs ??= JSON.parse(this.#assignment.runInputs) as JsonObject;
    return this.#runInputs;
  }

  get metadata(): JsonObject {
    this.#metadata ??= JSON.parse(this.#assignment.metadata ?? "{}") as JsonObject;
    return this.#metadata;
  }

  get deps(): unknown {
    return this.#deps?.value;
  }

  get logger(): Logger {
    const at =
      (level: LogLine["level"]) =>
      (message: string, fields: JsonObject = {}) =>
        this.#onLog({
          level,
          message,
          fields: { runId: this.runId, dag: this.dag, task: this.task, attempt: this.attempt, ...plain(fields) },
        });
    return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  }

  abort(reason: string): void {
    this.#reason ??= reason;
    this.#controller?.abort(new Error(reason));
  }
}

/** As data that can travel between threads. */
function plain(fields: JsonObject): JsonObject {
  try {
    return JSON.parse(JSON.stringify(fields)) as JsonObject;
  } catch {
    return { fields: "not serialisable" };
  }
}
