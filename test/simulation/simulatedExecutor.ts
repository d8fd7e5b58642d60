import type { Assignment, Definition, Outcome, Registry } from "../../runtime/dist/worker/assignment.js";
import type { Executor, ExecutorEvents } from "../../runtime/dist/worker/executor.js";
import { monotonicMs, slotMemory, Slots } from "../../runtime/dist/worker/slots.js";
import type { Random } from "./random.ts";
import type { Body } from "./scenario.ts";
import type { Actor, VirtualTime } from "./virtualTime.ts";

export interface ExecutorParts {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly process: Actor;
  readonly registry: Registry;
  readonly concurrency: number;
  readonly events: ExecutorEvents;
  readonly bodyOf: (dag: string, task: string) => Body;
  readonly onBegin: (assignment: Assignment, task: string) => void;
  readonly kill: () => void;
}

interface Running {
  readonly assignment: Assignment;
  readonly dag: string;
  readonly task: string;
  readonly thread: Thread;
  body: Body | undefined;
  /** Its outcome is sent, or never will be. */
  over: boolean;
}

/** A thread that can be blocked or ended. */
interface Thread {
  readonly jobs: Running[];
  blocked: boolean;
  ended: boolean;
}

const THREADS = 2;
/** The way of a message between threads. */
const HOP_MS = 0.1;

/** Bodies that take virtual time, in threads that can block and end, behind the interface of the real pool. */
export class SimulatedExecutor implements Executor {
  readonly registry: Registry;
  readonly files: readonly string[] = [];
  readonly slots = new Slots(slotMemory());
  readonly #parts: ExecutorParts;
  readonly #definitions = new Map<number, Definition>();
  readonly #open = new Map<number, Running>();
  #threads: Thread[];

  constructor(parts: ExecutorParts) {
    this.registry = parts.registry;
    this.#parts = parts;
    this.#threads = Array.from({ length: Math.min(THREADS, parts.concurrency) }, freshThread);
  }

  /** Whether a body of this claim has begun and has not ended. */
  runs(token: number): boolean {
    return [...this.#open.values()].some(
      ({ assignment, body, over }) => Number(assignment.token) === token && body !== undefined && !over,
    );
  }

  capacity(ahead: number): number {
    return Math.max(0, this.#parts.concurrency + ahead - this.#open.size);
  }

  submit(definitions: readonly Definition[], assignments: readonly Assignment[]): void {
    for (const definition of definitions) this.#definitions.set(definition.number, definition);
    for (const assignment of assignments) {
      const thread = this.#threads.toSorted((a, b) => a.jobs.length - b.jobs.length)[0];
      const definition = this.#definitions.get(assignment.definition);
      if (thread === undefined || definition === undefined) throw new Error("a job was handed over that cannot run");
      const { dag, task } = definition;
      const running: Running = { assignment, dag, task, thread, body: undefined, over: false };
      this.#open.set(assignment.slot, running);
      thread.jobs.push(running);
      this.#later(HOP_MS, () => this.#advance(thread));
    }
  }

  abort(slot: number, reason: string): void {
    const running = this.#open.get(slot);
    const generation = this.slots.generationOf(slot);
    this.#later(HOP_MS, () => {
      if (running?.body === undefined || running.over || running.assignment.generation !== generation) return;
      if (running.body.kind === "succeeds" || running.body.kind === "fails") this.#end(running, false, reason);
    });
  }

  terminate(slot: number): boolean {
    const thread = this.#open.get(slot)?.thread;
    if (thread !== undefined) this.#later(HOP_MS, () => this.#endThread(thread));
    return true;
  }

  settle(slot: number): void {
    const running = this.#open.get(slot);
    if (running === undefined) return;
    running.over = true;
    this.#open.delete(slot);
    running.thread.jobs.splice(running.thread.jobs.indexOf(running), 1);
    this.#later(HOP_MS, () => this.#advance(running.thread));
  }

  reload(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#threads = [];
    for (const running of this.#open.values()) running.over = true;
    return Promise.resolve();
  }

  #advance(thread: Thread): void {
    const most = Math.ceil(this.#parts.concurrency / THREADS);
    for (const running of thread.jobs) {
      if (thread.blocked || thread.ended) return;
      if (thread.jobs.filter(({ body, over }) => body !== undefined && !over).length >= most) return;
      if (running.body === undefined && !running.over) this.#begin(running);
    }
  }

  #begin(running: Running): void {
    const { assignment, dag, task, thread } = running;
    const { slot, generation } = assignment;
    if (!this.slots.begin(slot, generation, monotonicMs())) {
      running.over = true;
      return;
    }
    this.#parts.onBegin(assignment, task);
    const body = this.#parts.bodyOf(dag, task);
    running.body = body;
    thread.blocked = body.kind === "blocks";
    this.#later(body.ms, () => {
      if (body.kind === "blocks") thread.blocked = false;
      if (thread.ended) return;
      if (body.kind === "kills" && !running.over) this.#parts.kill();
      else if (!running.over) this.#end(running, body.kind !== "fails", "it fails");
      this.#advance(thread);
    });
  }

  #end(running: Running, ok: boolean, error: string): void {
    const { assignment, body } = running;
    const { slot, generation, token, inputs } = assignment;
    running.over = true;
    const text = ok ? JSON.stringify({ token, of: JSON.parse(inputs) as unknown }) : error;
    const outcome: Outcome = { slot, generation, ok, text, ms: body?.ms ?? 0 };
    this.#later(HOP_MS, () => this.#parts.events.onOutcomes([outcome]));
  }

  #endThread(thread: Thread): void {
    if (thread.ended) return;
    thread.ended = true;
    this.#threads = this.#threads.map((other) => (other === thread ? freshThread() : other));
    const orphans = thread.jobs
      .filter(({ assignment, over }) => !over && this.#open.get(assignment.slot)?.assignment === assignment)
      .map(({ assignment, body }) => ({ slot: assignment.slot, begun: body !== undefined, error: null }));
    for (const running of thread.jobs) running.over = true;
    if (orphans.length > 0) this.#parts.events.onOrphans(orphans);
  }

  #later(ms: number, act: () => void): void {
    this.#parts.time.at(ms, this.#parts.process, act);
  }
}

function freshThread(): Thread {
  return { jobs: [], blocked: false, ended: false };
}
