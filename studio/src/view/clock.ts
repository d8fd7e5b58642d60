import { useSyncExternalStore } from "react";

/** One timer for everything on the page that counts seconds, running only while something does. */
class Clock {
  #nowMs = Date.now();
  #timer: number | undefined;
  readonly #listeners = new Set<() => void>();

  readonly now = (): number => this.#nowMs;

  readonly subscribe = (listener: () => void): (() => void) => {
    if (this.#listeners.size === 0) this.#start();
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) window.clearInterval(this.#timer);
    };
  };

  #start(): void {
    this.#nowMs = Date.now();
    this.#timer = window.setInterval(() => {
      this.#nowMs = Date.now();
      for (const listener of this.#listeners) listener();
    }, 1000);
  }
}

const clock = new Clock();
const still = () => () => {};

/** This machine's time, anew every second while `runs`; a component that shows nothing that grows is left alone. */
export function useNow(runs: boolean): number {
  return useSyncExternalStore(runs ? clock.subscribe : still, clock.now);
}
