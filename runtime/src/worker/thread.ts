import { isMainThread, parentPort, workerData } from "node:worker_threads";

import { OrchexError } from "../dag/error.ts";
import { errorText } from "../run/errorText.ts";
import type { FromRunner, ToRunner } from "./assignment.ts";
import { BodyRunner } from "./bodyRunner.ts";
import { loadCode } from "./loadCode.ts";
import type { CodeSource } from "./options.ts";
import { Slots, type SlotMemory } from "./slots.ts";

/** What a thread is started with. */
export interface ThreadData {
  readonly code: CodeSource;
  readonly memory: SlotMemory;
  /** One int32 that the thread counts up while its loop turns. */
  readonly pulse: SharedArrayBuffer;
  readonly concurrency: number;
  readonly maxResultBytes: number;
}

/** How often the thread shows that it is not blocked. */
const PULSE_MS = 100;

if (!isMainThread && parentPort !== null) await serve(parentPort, workerData as ThreadData);

async function serve(port: NonNullable<typeof parentPort>, data: ThreadData): Promise<void> {
  const send = (message: FromRunner) => port.postMessage(message);
  const pulse = new Int32Array(data.pulse);
  setInterval(() => Atomics.add(pulse, 0, 1), PULSE_MS).unref();
  try {
    const { dags, registry, files } = await loadCode(data.code);
    const runner = new BodyRunner({
      dags,
      slots: new Slots(data.memory),
      concurrency: data.concurrency,
      maxResultBytes: data.maxResultBytes,
      onOutcomes: (outcomes) => send({ kind: "outcomes", outcomes }),
      onLog: (line) => send({ kind: "log", line }),
    });
    const escaped = (error: unknown) => {
      // Not from a body: the thread cannot be trusted any more. Throwing here ends it, and the engine sees why.
      if (!runner.escaped(error)) throw error;
    };
    process.on("uncaughtException", escaped);
    process.on("unhandledRejection", escaped);
    process.exit = (code) => {
      throw new Error(`a task called process.exit(${code ?? ""})`);
    };
    port.on("message", (message: ToRunner) => {
      if (message.kind === "run") runner.run(message.definitions, message.jobs);
      else runner.abort(message.slot, message.generation, message.reason);
    });
    send({ kind: "loaded", registry, files });
  } catch (error) {
    const failure =
      error instanceof OrchexError
        ? { code: error.code, message: error.message, remedy: error.remedy }
        : { code: "module.failed", message: errorText(error), remedy: undefined };
    send({ kind: "not-loaded", failure });
  }
}
