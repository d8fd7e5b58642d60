import type { DeclaredDag as Declared, ServerNotifications } from "orchex-language-server/protocol";
import type { ClientRequests } from "orchex-language-server/protocol";
import type { SnapshotContent } from "orchex/dag";
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { LanguageServer } from "./languageServer.ts";

/** A DAG that the code of an open folder declares. */
export interface DeclaredDag extends Declared {
  readonly folder: string;
}

/** What the code of the open folders declares, as the language server tells it. */
export class Sources implements vscode.Disposable {
  readonly #server: LanguageServer;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription: vscode.Disposable;
  #dags: readonly DeclaredDag[] = [];
  #reading = false;
  #again = false;

  constructor(server: LanguageServer, log: vscode.LogOutputChannel) {
    this.#server = server;
    this.#log = log;
    this.#subscription = server.onReady((client) => {
      const changed: keyof ServerNotifications = "orchex/declaredChanged";
      client.onNotification(changed, () => void this.#read(client));
      void this.#read(client);
    });
  }

  get dags(): readonly DeclaredDag[] {
    return this.#dags;
  }

  /** What a snapshot of the code would hold; null when there is no such DAG. */
  async content(folder: string, dag: string): Promise<SnapshotContent | null> {
    const client = await this.#server.running();
    type Answer = ClientRequests["orchex/content"]["result"];
    return client.sendRequest<Answer>("orchex/content", { folder, dag });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  /** One question at a time: what changes while it is on its way is asked for when it has been answered. */
  async #read(client: LanguageClient): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    try {
      do {
        this.#again = false;
        const { dags } = await client.sendRequest<ClientRequests["orchex/declared"]["result"]>("orchex/declared", {});
        this.#dags = dags.filter((dag): dag is DeclaredDag => dag.folder !== null);
        this.#changed.fire();
      } while (this.#again);
    } catch (error) {
      // The server has ended: the next one is asked when it is there.
      this.#log.debug("The DAGs were not read", error instanceof Error ? error.message : String(error));
    } finally {
      this.#reading = false;
    }
  }
}
