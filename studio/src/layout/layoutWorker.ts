import type { Layout, LayoutInput } from "./layout.ts";

/** The text of worker.ts, bundled; scripts/build-studio.mjs puts it here. */
declare const LAYOUT_WORKER_SOURCE: string;

/**
 * Lays graphs out beside the page's thread, one at a time: a newer request ends the one in hand, whose answer nobody
 * wants any more. The worker is started from a blob because a webview's scripts come from another origin than its
 * document, and the policy must allow `worker-src blob:`.
 */
export class LayoutWorker {
  #worker: Worker | null = null;
  #busy = false;

  request(input: LayoutInput, done: (layout: Layout) => void): void {
    if (this.#busy) this.stop();
    this.#worker ??= start();
    this.#busy = true;
    const heard = ({ data }: MessageEvent<Layout>) => {
      this.#busy = false;
      done(data);
    };
    this.#worker.addEventListener("message", heard, { once: true });
    this.#worker.postMessage(input);
  }

  stop(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#busy = false;
  }
}

function start(): Worker {
  const url = URL.createObjectURL(new Blob([LAYOUT_WORKER_SOURCE], { type: "text/javascript" }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
}
