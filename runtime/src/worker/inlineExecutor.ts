import type { Assignment, Definition } from "./assignment.ts";
import { BodyRunner } from "./bodyRunner.ts";
import type { Executor, ExecutorEvents } from "./executor.ts";
import { loadCode } from "./loadCode.ts";
import type { CodeSource } from "./options.ts";
import { slotMemory, Slots } from "./slots.ts";

export interface InlineOptions {
  readonly code: CodeSource;
  readonly concurrency: number;
  readonly maxResultBytes: number;
  readonly events: ExecutorEvents;
}

/** Runs bodies on this thread: breakpoints and stacks are the plainest, and nothing can end a body that does not want to. */
export async function inlineExecutor(options: InlineOptions): Promise<{ executor: Executor; slots: Slots }> {
  const { dags, registry, files } = await loadCode(options.code);
  const slots = new Slots(slotMemory());
  const open = new Set<number>();
  const runner = new BodyRunner({
    dags,
    slots,
    concurrency: options.concurrency,
    maxResultBytes: options.maxResultBytes,
    onOutcomes: options.events.onOutcomes,
    onLog: options.events.onLog,
  });
  const escaped = (error: unknown) => {
    if (!runner.escaped(error)) throw error;
  };
  process.on("uncaughtException", escaped);
  process.on("unhandledRejection", escaped);
  const executor: Executor = {
    registry,
    files,
    capacity: (ahead) => Math.max(0, options.concurrency + ahead - open.size),
    submit: (definitions: readonly Definition[], jobs: readonly Assignment[]) => {
      for (const { slot } of jobs) open.add(slot);
      runner.run(definitions, jobs);
    },
    abort: (slot, reason) => runner.abort(slot, slots.generationOf(slot), reason),
    terminate: () => false,
    settle: (slot) => {
      open.delete(slot);
    },
    // A module once loaded stays loaded: only fresh threads could load it again.
    reload: async () => {},
    close: async () => {
      process.off("uncaughtException", escaped);
      process.off("unhandledRejection", escaped);
    },
  };
  return { executor, slots };
}
