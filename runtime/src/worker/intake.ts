import type { ClaimedJob } from "../store/store.ts";
import type { Assignment, Definition } from "./assignment.ts";
import type { Bodies } from "./bodies.ts";
import type { Counts } from "./counts.ts";
import type { Endings } from "./endings.ts";
import { eventOf } from "./eventOf.ts";
import type { Executor } from "./executor.ts";
import type { Held } from "./held.ts";
import type { Hydrator, Ready } from "./hydrator.ts";
import type { Identity } from "./identities.ts";
import { messageOf } from "./messageOf.ts";
import type { WorkerOptions } from "./options.ts";
import type { Skips } from "./skips.ts";
import { monotonicMs, type Slots } from "./slots.ts";
import type { PlannedTask } from "./snapshotPlan.ts";

export interface IntakeParts {
  readonly executor: Executor;
  readonly slots: Slots;
  readonly counts: Counts;
  readonly hydrator: Hydrator;
  readonly bodies: Bodies;
  readonly endings: Endings;
  readonly skips: Skips;
  /** Whether jobs may be begun just now. */
  readonly claiming: () => boolean;
  /** Its bodies take next to no time. */
  readonly isBrief: (task: PlannedTask) => boolean;
  /** Bodies are about to run, and may block this thread. */
  readonly beforeSubmit: () => void;
  readonly onReady: () => void;
  /** Claiming more at once would come to the same. */
  readonly onTrouble: () => void;
}

/** The way of a claimed job to the executor. */
export class Intake {
  readonly #options: WorkerOptions;
  readonly #parts: IntakeParts;
  readonly #definitions = new Map<PlannedTask, Definition>();
  #hydrating = 0;

  constructor(options: WorkerOptions, parts: IntakeParts) {
    this.#options = options;
    this.#parts = parts;
  }

  /** Jobs whose inputs are being loaded. */
  get hydrating(): number {
    return this.#hydrating;
  }

  accept(jobs: readonly ClaimedJob[], identity: Identity): void {
    if (jobs.length === 0) return;
    this.#parts.counts.claimed += jobs.length;
    this.#guarded(jobs, identity, () => {
      const { ready, missing } = this.#parts.hydrator.prepare(jobs);
      this.#begin(ready, identity);
      if (missing.length > 0) this.#load(missing, identity);
    });
  }

  #load(missing: readonly ClaimedJob[], identity: Identity): void {
    const { hydrator, onReady } = this.#parts;
    this.#hydrating += missing.length;
    hydrator.load(missing).then(
      (loaded) => {
        this.#hydrating -= missing.length;
        this.#guarded(missing, identity, () => this.#begin(loaded, identity));
        onReady();
      },
      (error: unknown) => {
        this.#hydrating -= missing.length;
        this.#giveBack(missing, identity, error);
      },
    );
  }

  /**
   * A claim that was on its way when the worker was paused or told to end brings jobs that are given back unbegun; so
   * are those that no body holds when something goes wrong here, since nobody else knows of them.
   */
  #guarded(jobs: readonly ClaimedJob[], identity: Identity, begin: () => void): void {
    const { claiming, bodies, counts, endings } = this.#parts;
    if (!claiming()) {
      counts.released += jobs.length;
      endings.release(jobs.map((job) => ({ ...job, identity })));
      return;
    }
    try {
      begin();
    } catch (error) {
      const held = bodies.tokens;
      this.#giveBack(
        jobs.filter(({ token }) => !held.has(token)),
        identity,
        error,
      );
    }
  }

  #giveBack(jobs: readonly ClaimedJob[], identity: Identity, error: unknown): void {
    this.#options.logger.warn("claimed jobs could not be begun; giving them back", { error: messageOf(error) });
    this.#parts.onTrouble();
    this.#parts.counts.released += jobs.length;
    this.#parts.endings.release(jobs.map((job) => ({ ...job, identity })));
  }

  #begin(ready: readonly Ready[], identity: Identity): void {
    const { executor, isBrief, beforeSubmit, bodies, skips } = this.#parts;
    const definitions = new Set<Definition>();
    const brief = new Set<number>();
    const unknown: Ready[] = [];
    const assignments: Assignment[] = [];
    for (const one of ready) {
      const { task } = one;
      if (executor.registry[task.dag]?.includes(task.name) !== true) {
        unknown.push(one);
        continue;
      }
      const definition = this.#definitionOf(task);
      const held = this.#hold(one, identity);
      bodies.add(held);
      if (!definitions.has(definition) && isBrief(task)) brief.add(definition.number);
      definitions.add(definition);
      assignments.push(assignmentOf(one, held, definition));
      this.#options.onEvent?.(eventOf("started", one));
    }
    if (assignments.length > 0) {
      beforeSubmit();
      executor.submit([...definitions], assignments, brief);
    }
    // Last: whatever goes wrong before, nobody has them yet.
    if (unknown.length > 0) void skips.skip(unknown, identity);
  }

  #hold({ job, task }: Ready, identity: Identity): Held {
    const { slot, generation } = this.#parts.slots.take();
    const timeoutMs =
      task.policy.timeoutMs === undefined ? this.#options.taskTimeoutMs : (task.policy.timeoutMs ?? Infinity);
    return { slot, generation, job, task, identity, since: monotonicMs(), timeoutMs, ending: undefined };
  }

  #definitionOf(task: PlannedTask): Definition {
    let definition = this.#definitions.get(task);
    if (definition === undefined) {
      definition = {
        number: this.#definitions.size,
        dag: task.dag,
        task: task.name,
        maxAttempts: task.policy.maxAttempts ?? this.#options.maxAttempts,
      };
      this.#definitions.set(task, definition);
    }
    return definition;
  }
}

function assignmentOf({ job, inputs, runInputs, metadata }: Ready, held: Held, { number }: Definition): Assignment {
  const { slot, generation } = held;
  const { runId, attempts, failures, token } = job;
  return {
    slot,
    generation,
    definition: number,
    runId,
    attempt: attempts,
    failures,
    token,
    inputs,
    runInputs,
    metadata,
  };
}
