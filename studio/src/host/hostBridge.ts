import type { HostMessage, ViewMessage } from "../messages.ts";

/** How a view reaches whoever shows it. */
export interface HostBridge {
  post(message: ViewMessage): void;
  listen(listener: (message: HostMessage) => void): void;
}
