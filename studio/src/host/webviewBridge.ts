import type { HostMessage, ViewMessage } from "../messages.ts";
import type { HostBridge } from "./hostBridge.ts";

declare function acquireVsCodeApi(): { postMessage(message: ViewMessage): void };

const TYPES: ReadonlySet<unknown> = new Set<HostMessage["type"]>([
  "graph",
  "run",
  "jobs",
  "selection",
  "search",
  "export",
  "words",
]);

/**
 * The bridge of the page that this script runs in: the extension in a webview of VS Code; elsewhere the page itself or
 * the page that frames it, of the same origin, which posts and hears `message` events on the window.
 */
export function webviewBridge(): HostBridge {
  const inEditor = typeof acquireVsCodeApi === "function";
  const editor = inEditor ? acquireVsCodeApi() : null;
  return {
    post: (message) => {
      if (editor !== null) editor.postMessage(message);
      else window.parent.postMessage(message, window.location.origin);
    },
    listen: (listener) => {
      window.addEventListener("message", ({ data, origin }: MessageEvent<unknown>) => {
        // A webview hears its extension through a frame of the editor, whose origin differs from place to place.
        if (!inEditor && origin !== window.location.origin) return;
        if (isHostMessage(data)) listener(data);
      });
    },
  };
}

/** The view's own messages come back to it when no page frames it; everything else is not for it. */
function isHostMessage(data: unknown): data is HostMessage {
  if (typeof data !== "object" || data === null || !("type" in data) || !TYPES.has(data.type)) return false;
  // `export` goes both ways, and the view's own carries its document.
  return !("text" in data && data.type === "export");
}
