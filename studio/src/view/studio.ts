import { renderMermaid } from "orchex/dag";
import type { HostBridge } from "../host/hostBridge.ts";
import type { ExportFormat, HostMessage } from "../messages.ts";
import { renderSvg } from "../export/renderSvg.ts";
import { twinText } from "../run/twinText.ts";
import { twinOf } from "../run/twin.ts";
import type { ViewStore } from "../state/viewStore.ts";
import { readPalette } from "./readPalette.ts";

/** What the user can do that reaches beyond the view: the store changes what is seen, this tells the host. */
export class Studio {
  readonly store: ViewStore;
  readonly #bridge: HostBridge;
  #wantsFocus: string | null = null;

  constructor(store: ViewStore, bridge: HostBridge) {
    this.store = store;
    this.#bridge = bridge;
    bridge.listen((message) => this.#hear(message));
  }

  /** Tells the host that the view listens. */
  ready(): void {
    this.#bridge.post({ type: "ready" });
  }

  reveal(task: string): void {
    const { scene } = this.store.state;
    if (scene === null) return;
    this.#bridge.post({ type: "reveal", dag: scene.dag, task, location: scene.tasks.get(task)?.location ?? null });
  }

  openJob(task: string): void {
    const { overlay } = this.store.state;
    if (overlay?.jobs.has(task)) this.#bridge.post({ type: "openJob", run: overlay.run.run, task });
  }

  export(format: ExportFormat): void {
    const { scene, drawn, overlay, critical, showsCritical, t } = this.store.state;
    if (scene === null || (format === "svg" && drawn === null)) return;
    const text =
      format === "mermaid" || drawn === null
        ? renderMermaid(scene.graph)
        : renderSvg({
            scene,
            layout: drawn.layout,
            jobs: overlay?.jobs ?? new Map(),
            critical: showsCritical ? (critical?.tasks ?? new Set()) : new Set(),
            palette: readPalette(),
            t,
          });
    this.#bridge.post({ type: "export", dag: scene.dag, format, text });
  }

  copyText(): void {
    const { state } = this.store;
    if (state.scene === null) return;
    const nowMs = Date.now() + (state.overlay?.skewMs ?? 0);
    const twin = twinOf(state.scene, state.overlay?.jobs ?? new Map(), state.critical?.tasks ?? new Set());
    this.#bridge.post({ type: "copy", text: twinText(twin, state.scene, nowMs, state.t) });
  }

  /** Makes a task the current one, brings it into view and puts the keyboard on it, also if it is not drawn yet. */
  goTo(task: string): void {
    this.#wantsFocus = task;
    this.store.dispatch({ type: "select", task, camera: { to: "task", task, always: false } });
  }

  /** The node that has the keyboard goes away for now: it gets it back when it is drawn again. */
  keepFocus(task: string): void {
    this.#wantsFocus = task;
  }

  /** Whether the node of a task that has just been drawn is to take the keyboard; true once. */
  takesFocus(task: string): boolean {
    if (this.#wantsFocus !== task) return false;
    this.#wantsFocus = null;
    return true;
  }

  #hear(message: HostMessage): void {
    if (message.type === "export") this.export(message.format);
    else this.store.dispatch({ type: "host", message, receivedMs: Date.now() });
  }
}
