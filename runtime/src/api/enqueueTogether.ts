import { OrchexError } from "../dag/error.ts";
import type { EnqueueOptions } from "../store/store.ts";

type Enqueued = { readonly version: string; readonly created: boolean };
type Enqueue = (dag: string, runs: EnqueueOptions) => Promise<Enqueued>;

/** One call that waits for its turn. */
interface Waiting {
  readonly run: EnqueueOptions;
  readonly resolve: (enqueued: Enqueued) => void;
  readonly reject: (error: unknown) => void;
}

interface Line {
  readonly waiting: Waiting[];
  sending: number;
}

/** Statements of one DAG on their way at once: while one is answered, the next gathers its runs. */
const AT_ONCE = 2;

/** Runs in one statement, and about how long its inputs may be together, in UTF-16 units. */
const MOST = 200;
const LENGTH = 1_000_000;

/**
 * Starts runs that are asked for one by one: calls made in the same turn of the event loop, or while others are on their
 * way, go together in one statement, and so share a round trip and a commit; a call alone goes in the same turn. Each call is answered when its own run is
 * committed. A statement that the database refuses changed nothing, so its runs are tried again one by one, and only the
 * one at fault fails; after a lost answer nobody knows, so nothing is tried again.
 */
export function enqueueTogether(enqueue: Enqueue): Enqueue {
  const lines = new Map<string, Line>();

  return (dag, run) => {
    // A chosen id may be there already, which is answered run by run; thousands at once are a batch as they come.
    if (run.ownId || run.runIds.length !== 1) return enqueue(dag, run);
    return new Promise<Enqueued>((resolve, reject) => {
      const line = lines.get(dag) ?? { waiting: [], sending: 0 };
      lines.set(dag, line);
      line.waiting.push({ run, resolve, reject });
      if (line.waiting.length === 1) setImmediate(advance, dag, line);
    });
  };

  function advance(dag: string, line: Line): void {
    while (line.sending < AT_ONCE && line.waiting.length > 0) {
      line.sending += 1;
      void send(dag, line.waiting.splice(0, next(line.waiting))).then(() => {
        line.sending -= 1;
        // Whoever was answered just now may ask for the next run in this turn: it goes along.
        setImmediate(advance, dag, line);
      });
    }
    if (line.sending === 0 && lines.get(dag) === line) lines.delete(dag);
  }

  async function send(dag: string, batch: readonly Waiting[]): Promise<void> {
    try {
      const enqueued = await enqueue(dag, together(batch.map(({ run }) => run)));
      for (const { resolve } of batch) resolve(enqueued);
    } catch (error) {
      if (batch.length > 1 && isOneRunsFault(error)) await Promise.all(batch.map((one) => send(dag, [one])));
      else for (const { reject } of batch) reject(error);
    }
  }
}

/** What the database said of some value, and thus after undoing the whole statement. */
function isOneRunsFault(error: unknown): boolean {
  return error instanceof OrchexError && (error.code === "database.failed" || error.code === "usage.text");
}

/** How many of those that wait go in the next statement; at least one. */
function next(waiting: readonly Waiting[]): number {
  let length = 0;
  const over = waiting.findIndex(({ run }, index) => {
    length += (run.inputs[0]?.length ?? 0) + (run.metadata[0]?.length ?? 0);
    return index === MOST || (index > 0 && length > LENGTH);
  });
  return over === -1 ? waiting.length : over;
}

function together(runs: readonly EnqueueOptions[]): EnqueueOptions {
  return {
    inputs: runs.flatMap(({ inputs }) => inputs),
    metadata: runs.flatMap(({ metadata }) => metadata),
    runIds: runs.flatMap(({ runIds }) => runIds),
    ownId: false,
  };
}
