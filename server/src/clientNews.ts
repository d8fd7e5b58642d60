import type { Connection } from "vscode-languageserver/node";
import type { ServerNotifications } from "./protocol.ts";

/** While code is typed, the DAGs change with every letter. */
const DECLARED_PAUSE_MS = 250;

/** Tells a client what is not part of LSP, once it has shown by a request of its own that it knows of it. */
export class ClientNews {
  readonly #connection: Connection;
  #isWanted = false;
  #declared: NodeJS.Timeout | null = null;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  begin(): void {
    this.#isWanted = true;
  }

  tell<Method extends keyof ServerNotifications>(method: Method, news: ServerNotifications[Method]): void {
    // A client that has gone needs no news.
    if (this.#isWanted) void this.#connection.sendNotification(method, news).catch(() => {});
  }

  declaredChanged(): void {
    if (!this.#isWanted) return;
    this.#declared ??= setTimeout(() => {
      this.#declared = null;
      this.tell("orchex/declaredChanged", {});
    }, DECLARED_PAUSE_MS);
  }

  dispose(): void {
    if (this.#declared !== null) clearTimeout(this.#declared);
    this.#isWanted = false;
  }
}
