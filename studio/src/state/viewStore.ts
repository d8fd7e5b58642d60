import type { Action } from "./action.ts";
import { initialState, reduce } from "./reduce.ts";
import type { ViewState } from "./viewState.ts";

/** Holds the state of one view and tells who listens that there is a new one. */
export class ViewStore {
  #state: ViewState = initialState;
  readonly #listeners = new Set<() => void>();

  get state(): ViewState {
    return this.#state;
  }

  readonly dispatch = (action: Action): void => {
    const next = reduce(this.#state, action);
    if (next === this.#state) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
