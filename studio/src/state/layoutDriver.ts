import type { Scene } from "../graph/scene.ts";
import type { Layout } from "../layout/layout.ts";
import { LayoutWorker } from "../layout/layoutWorker.ts";
import type { ViewStore } from "./viewStore.ts";
import { firstLook, layoutInput, wantedLayout, type Wanted } from "./wantedLayout.ts";

/**
 * Keeps the layout that is drawn in step with what the state asks for. The whole graph and parts of it have a worker
 * each, so that looking around is never held up by a large graph that is still being laid out; the whole is kept.
 */
export class LayoutDriver {
  readonly #store: ViewStore;
  readonly #whole = new LayoutWorker();
  readonly #part = new LayoutWorker();
  #kept: { readonly key: string; readonly layout: Layout } | null = null;
  /** What was asked for last of each worker. */
  #pendingWhole: string | null = null;
  #pendingPart: string | null = null;

  constructor(store: ViewStore) {
    this.#store = store;
  }

  start(): void {
    this.#store.subscribe(() => this.#update());
  }

  #update(): void {
    const { state } = this.#store;
    const wanted = wantedLayout(state);
    if (state.scene === null || wanted === null || state.drawn?.key === wanted.key) return;
    if (this.#kept?.key === wanted.key) {
      this.#store.dispatch({ type: "drawn", drawn: this.#kept });
      return;
    }
    const first = firstLook(state);
    if (first !== null) this.#requestPart(state.scene, first);
    if (wanted.scope.kind === "whole") this.#requestWhole(state.scene, wanted);
    else this.#requestPart(state.scene, wanted);
  }

  #requestWhole(scene: Scene, { key, scope }: Wanted): void {
    if (this.#pendingWhole === key) return;
    this.#pendingWhole = key;
    performance.mark("orchex:layout", { detail: "whole" });
    this.#whole.request(layoutInput(scene, scope), (layout) => {
      this.#pendingWhole = null;
      this.#kept = { key, layout };
      if (wantedLayout(this.#store.state)?.key === key) this.#store.dispatch({ type: "drawn", drawn: { key, layout } });
    });
  }

  #requestPart(scene: Scene, { key, scope }: Wanted): void {
    if (this.#pendingPart === key) return;
    this.#pendingPart = key;
    performance.mark("orchex:layout", { detail: "part" });
    this.#part.request(layoutInput(scene, scope), (layout) => {
      this.#pendingPart = null;
      const { state } = this.#store;
      const asked = wantedLayout(state)?.key === key || firstLook(state)?.key === key;
      if (asked) this.#store.dispatch({ type: "drawn", drawn: { key, layout } });
    });
  }
}
