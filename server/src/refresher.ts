import { CodeLensRefreshRequest, type Connection } from "vscode-languageserver/node";
import type { Client } from "./client.ts";

const PAUSE_MS = 300;

/** Asks the client to ask again for what stands beside the code, at most once a pause: DAGs reach over many files. */
export class Refresher {
  readonly #connection: Connection;
  readonly #client: Client;
  #timer: NodeJS.Timeout | null = null;

  constructor(connection: Connection, client: Client) {
    this.#connection = connection;
    this.#client = client;
  }

  soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (this.#client.refreshesCodeLens)
        void this.#connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
      if (this.#client.refreshesInlayHints) void this.#connection.languages.inlayHint.refresh().catch(() => undefined);
    }, PAUSE_MS);
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
