import { setTimeout as wait } from "node:timers/promises";

import type { TaskContext } from "orchex";

/** What every task answers: how many tasks stand on the longest way to it, and how many results it was given. */
export interface Done {
  readonly depth: number;
  readonly given: number;
}

/** Seconds of waiting for each second of the real task: 0 leaves nothing but what Orchex itself takes. */
const scale = Number(process.env["WORKFLOW_SCALE"] ?? 0);

/** The body of a task that requires nothing. */
export function root(seconds: number) {
  return async (_inputs: object, { signal }: TaskContext): Promise<Done> => {
    await take(seconds, signal);
    return { depth: 1, given: 0 };
  };
}

/** The body of a task that reads the result of each task it requires. */
export function join(seconds: number) {
  return async (inputs: Readonly<Record<string, Done>>, { signal }: TaskContext): Promise<Done> => {
    await take(seconds, signal);
    const required = Object.values(inputs);
    return { depth: 1 + Math.max(...required.map(({ depth }) => depth)), given: required.length };
  };
}

async function take(seconds: number, signal: AbortSignal): Promise<void> {
  if (seconds * scale > 0) await wait(seconds * scale * 1000, undefined, { signal });
}
