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
  readonly #subscriptions: readonly vscode.Disposable[];
  #dags: readonly DeclaredDag[] = [];
  #isKnown = false;
  #reading = false;
  #again = false;

  constructor(server: LanguageServer, log: vscode.LogOutputChannel) {
    this.#server = server;
    this.#log = log;
    this.#subscriptions = [
      server.onReady((client) => {
        const changed: keyof ServerNotifications = "orchex/declaredChanged";
        client.onNotification(changed, () => void this.#read(client));
        this.#isKnown = false;
        this.#changed.fire();
        void this.#read(client);
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.#dags = this.#dags.filter(isOpen);
        this.#changed.fire();
      }),
    ];
  }

  get dags(): readonly DeclaredDag[] {
    return this.#dags;
  }

  /** Whether the server that runs now has said it. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Waits until the server that runs now has said it, or the token is cancelled; throws when no server comes. */
  async known(token: vscode.CancellationToken): Promise<void> {
    await this.#server.running();
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!this.#isKnown && !token.isCancellationRequested) return;
        for (const waiting of subscriptions) waiting.dispose();
        resolve();
      };
      const subscriptions = [this.onDidChange(look), token.onCancellationRequested(look)];
      look();
    });
    if (token.isCancellationRequested) throw new vscode.CancellationError();
  }

  /** What a snapshot of the code would hold; null when there is no such DAG. */
  async content(folder: string, dag: string): Promise<SnapshotContent | null> {
    const client = await this.#server.running();
    type Answer = ClientRequests["orchex/content"]["result"];
    return client.sendRequest<Answer>("orchex/content", { folder, dag });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
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
        this.#dags = dags.filter(isOpen).sort(byPlace);
        this.#isKnown = true;
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

/** A folder that was closed a moment ago may still be among what the server tells. */
function isOpen(dag: Declared): dag is DeclaredDag {
  return dag.folder !== null && vscode.workspace.getWorkspaceFolder(vscode.Uri.file(dag.folder)) !== undefined;
}

/** By folder as the workspace lists them, then by file and place in it: no item moves because another one is edited. */
function byPlace(a: DeclaredDag, b: DeclaredDag): number {
  const folders = indexOf(a) - indexOf(b);
  if (folders !== 0) return folders;
  if (a.uri !== b.uri) return a.uri < b.uri ? -1 : 1;
  return a.range.start.line - b.range.start.line;
}

function indexOf({ folder }: DeclaredDag): number {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder))?.index ?? 0;
}
