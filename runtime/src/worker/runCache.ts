/** What the engine remembers of a run while it works on it. */
interface Entry {
  inputs: string | undefined;
  metadata: string | null;
  readonly results: Map<number, string>;
  size: number;
}

const OVERHEAD = 200;

/**
 * Inputs and results of the runs that a worker is at work on, as JSON text, so that a step needs no second round trip
 * to hand a result to the next task. Both never change once stored, so an entry is never stale; the oldest go when
 * there are too many.
 */
export class RunCache {
  readonly #entries = new Map<string, Entry>();
  readonly #limit: number;
  #size = 0;

  /** `limit` in characters. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  setRun(runId: string, inputs: string, metadata: string | null): void {
    const entry = this.#entry(runId);
    if (entry.inputs !== undefined) return;
    entry.inputs = inputs;
    entry.metadata = metadata;
    this.#grow(entry, inputs.length + (metadata?.length ?? 0));
  }

  setResult(runId: string, taskNo: number, result: string): void {
    const entry = this.#entry(runId);
    if (entry.results.has(taskNo)) return;
    entry.results.set(taskNo, result);
    this.#grow(entry, result.length + OVERHEAD);
  }

  run(runId: string): { readonly inputs: string; readonly metadata: string | null } | undefined {
    const entry = this.#entries.get(runId);
    return entry?.inputs === undefined ? undefined : { inputs: entry.inputs, metadata: entry.metadata };
  }

  result(runId: string, taskNo: number): string | undefined {
    return this.#entries.get(runId)?.results.get(taskNo);
  }

  #entry(runId: string): Entry {
    const known = this.#entries.get(runId);
    if (known !== undefined) {
      // Used last: to the end of the queue.
      this.#entries.delete(runId);
      this.#entries.set(runId, known);
      return known;
    }
    const entry: Entry = { inputs: undefined, metadata: null, results: new Map(), size: OVERHEAD };
    this.#entries.set(runId, entry);
    this.#size += OVERHEAD;
    return entry;
  }

  #grow(entry: Entry, by: number): void {
    entry.size += by;
    this.#size += by;
    for (const [runId, oldest] of this.#entries) {
      if (this.#size <= this.#limit || oldest === entry) return;
      this.#forget(runId);
    }
  }

  #forget(runId: string): void {
    const entry = this.#entries.get(runId);
    if (entry === undefined) return;
    this.#entries.delete(runId);
    this.#size -= entry.size;
  }
}
