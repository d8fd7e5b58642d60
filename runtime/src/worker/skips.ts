import type { JobClaim, Step } from "../store/store.ts";
import type { Counts } from "./counts.ts";
import type { Endings } from "./endings.ts";
import { eventOf } from "./eventOf.ts";
import type { Ready } from "./hydrator.ts";
import type { Identity } from "./identities.ts";
import type { WorkerOptions } from "./options.ts";
import type { Owned } from "./owned.ts";

export interface SkipsParts {
  readonly counts: Counts;
  readonly endings: Endings;
  readonly onStored: () => void;
}

/** Tasks that are in a snapshot and not in this worker's code. */
export class Skips {
  readonly #options: WorkerOptions;
  readonly #parts: SkipsParts;
  #skipping = 0;
  #unknown: { readonly snapshotId: number; readonly taskNo: number }[] = [];

  constructor(options: WorkerOptions, parts: SkipsParts) {
    this.#options = options;
    this.#parts = parts;
  }

  /** Jobs of which it is not known yet whether the ledger skips them. */
  get skipping(): number {
    return this.#skipping;
  }

  /** What is left to other workers, and not claimed here. */
  get unknown(): Step["unknown"] {
    return this.#unknown;
  }

  /** Whether there was anything to forget. */
  forget(): boolean {
    if (this.#unknown.length === 0) return false;
    this.#unknown = [];
    return true;
  }

  /** Skips what is no longer in any code; what another worker may know is given back, and not claimed again here. */
  async skip(unknown: readonly Ready[], identity: Identity): Promise<void> {
    const { counts, endings, onStored } = this.#parts;
    this.#skipping += unknown.length;
    const skipped = await this.#skipped(unknown, identity);
    this.#skipping -= unknown.length;
    const back: (JobClaim & Owned)[] = [];
    for (const one of unknown) {
      const { job, task } = one;
      if (skipped.has(`${job.runId} ${job.taskNo}`)) {
        identity.letGo(job.token);
        counts.skipped += 1;
        this.#options.logger.warn("skipped a task that is in the snapshot but no longer in code", {
          runId: job.runId,
          dag: task.dag,
          task: task.name,
        });
        this.#options.onEvent?.(eventOf("skipped", one));
      } else {
        this.#leave(one);
        back.push({ ...job, identity });
      }
    }
    if (back.length > 0) endings.release(back);
    onStored();
  }

  async #skipped(unknown: readonly Ready[], { workerId }: Identity): Promise<ReadonlySet<string>> {
    const jobs = unknown.map(({ job }) => job);
    try {
      return new Set((await this.#options.store.skip(workerId, jobs)).map((key) => `${key.runId} ${key.taskNo}`));
    } catch {
      return new Set();
    }
  }

  #leave({ job, task }: Ready): void {
    if (this.#unknown.some((known) => known.snapshotId === job.snapshotId && known.taskNo === job.taskNo)) return;
    this.#unknown.push({ snapshotId: job.snapshotId, taskNo: job.taskNo });
    this.#options.logger.warn("this worker's code does not know a task; leaving it to another worker", {
      dag: task.dag,
      task: task.name,
    });
  }
}
