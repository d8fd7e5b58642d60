/** Who acts: a process that can be paused or killed, with everything it has scheduled. */
export class Actor {
  readonly name: string;
  state: "up" | "paused" | "dead" = "up";

  constructor(name: string) {
    this.name = name;
  }
}

interface Event {
  readonly at: number;
  /** Events of one moment happen in the order in which they were scheduled. */
  readonly order: number;
  readonly actor: Actor;
  readonly act: () => void;
  cancelled: boolean;
}

const real = { setImmediate: globalThis.setImmediate };

/**
 * Time that moves from event to event. While it is installed, the timers and the clock of the process are its own, so
 * that the code under test runs as it is, in no time. Whatever an event's code schedules belongs to that event's actor.
 */
export class VirtualTime {
  now = 0;
  /** How many events have happened. */
  events = 0;
  #order = 0;
  #actor = new Actor("nobody");
  readonly #queue: Event[] = [];
  readonly #held = new Map<Actor, Event[]>();

  /** Schedules for an actor, which must be up by then for it to happen; what a paused one misses happens when it resumes. */
  at(delayMs: number, actor: Actor, act: () => void): Event {
    if (!Number.isFinite(delayMs)) throw new RangeError(`nothing can happen after ${delayMs} ms`);
    const event = { at: this.now + Math.max(0, delayMs), order: (this.#order += 1), actor, act, cancelled: false };
    this.#push(event);
    return event;
  }

  resume(actor: Actor): void {
    if (actor.state === "paused") actor.state = "up";
    for (const { act, cancelled } of this.#held.get(actor) ?? []) if (!cancelled) this.at(0, actor, act);
    this.#held.delete(actor);
  }

  /** Lets things happen until the given moment, or until it is enough. */
  async run(untilMs: number, enough: () => boolean = () => false): Promise<void> {
    while (!enough()) {
      const next = this.#queue[0];
      if (next === undefined || next.at > untilMs) break;
      this.#pop();
      if (next.cancelled || next.actor.state === "dead") continue;
      this.now = Math.max(this.now, next.at);
      if (next.actor.state === "paused") {
        this.#held.set(next.actor, [...(this.#held.get(next.actor) ?? []), next]);
        continue;
      }
      this.events += 1;
      this.#actor = next.actor;
      next.act();
      // Everything that follows from it without time passing: promises settle before the next event.
      await new Promise((resolve) => real.setImmediate(resolve));
    }
    if (!enough()) this.now = Math.max(this.now, untilMs);
  }

  /** Puts this time in place of the process's; what it returns puts it back. */
  install(random: () => number): () => void {
    const saved = {
      setTimeout: globalThis.setTimeout,
      setInterval: globalThis.setInterval,
      setImmediate: globalThis.setImmediate,
      clearTimeout: globalThis.clearTimeout,
      clearInterval: globalThis.clearInterval,
      clearImmediate: globalThis.clearImmediate,
      random: Math.random,
      now: performance.now,
    };
    const timer = (delayMs: number, act: () => void) => new Timer(this.at(delayMs, this.#actor, act));
    const clear = (given: unknown) => {
      if (given instanceof Timer) given.cancel();
    };
    Object.assign(globalThis, {
      setTimeout: (act: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
        timer(Math.max(1, ms), () => act(...args)),
      setImmediate: (act: (...args: unknown[]) => void, ...args: unknown[]) => timer(0, () => act(...args)),
      setInterval: (act: (...args: unknown[]) => void, ms = 1, ...args: unknown[]) => {
        const again = (): void => {
          handle.event = this.at(ms, this.#actor, again);
          act(...args);
        };
        const handle = timer(ms, again);
        return handle;
      },
      clearTimeout: clear,
      clearInterval: clear,
      clearImmediate: clear,
    });
    Math.random = random;
    const origin = performance.timeOrigin;
    // Code that adds the origin gets plain virtual milliseconds.
    performance.now = () => this.now - origin;
    return () => {
      const { random: savedRandom, now, ...timers } = saved;
      Object.assign(globalThis, timers);
      Math.random = savedRandom;
      performance.now = now;
    };
  }

  #push(event: Event): void {
    const queue = this.#queue;
    let place = queue.push(event) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (before(queue[parent], event)) break;
      queue[place] = queue[parent] ?? event;
      place = parent;
    }
    queue[place] = event;
  }

  #pop(): void {
    const queue = this.#queue;
    const last = queue.pop();
    if (last === undefined || queue.length === 0) return;
    let place = 0;
    for (;;) {
      let child = place * 2 + 1;
      if (child >= queue.length) break;
      if (child + 1 < queue.length && before(queue[child + 1], queue[child])) child += 1;
      if (before(last, queue[child])) break;
      queue[place] = queue[child] ?? last;
      place = child;
    }
    queue[place] = last;
  }
}

function before(a: Event | undefined, b: Event | undefined): boolean {
  if (a === undefined || b === undefined) return b === undefined;
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** What the timer functions return. */
class Timer {
  event: Event;

  constructor(event: Event) {
    this.event = event;
  }

  cancel(): void {
    this.event.cancelled = true;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }
}
