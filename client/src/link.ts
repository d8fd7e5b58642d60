import type {
  ClientNotifications,
  ClientRequests,
  LinkStatus,
  PassedOn,
  ServerNotifications,
} from "orchex-language-server/protocol";
import type { Changed, Progress, Topic } from "orchex/protocol";
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { DatabaseSecret } from "./databaseSecret.ts";
import type { LanguageServer } from "./languageServer.ts";
import { setting } from "./settings.ts";

export interface AskOptions {
  /** Hears what is being done meanwhile. */
  readonly report?: (message: string) => void;
  readonly token?: vscode.CancellationToken;
}

/** The way to the ledgers of the open folders: the language server passes on what is asked and what happens there. */
export class Link implements vscode.Disposable {
  readonly #server: LanguageServer;
  readonly #database: DatabaseSecret;
  readonly #changed = new vscode.EventEmitter<{ readonly folder: string; readonly changed: Changed }>();
  /** News of what is watched. */
  readonly onChanged = this.#changed.event;
  readonly #status = new vscode.EventEmitter<LinkStatus>();
  readonly onStatus = this.#status.event;
  readonly #reset = new vscode.EventEmitter<void>();
  /** There is another server, or the workspace is trusted now: what was watched has to be watched again. */
  readonly onReset = this.#reset.event;
  readonly #progress = new Map<string, (message: string) => void>();
  readonly #subscriptions: readonly vscode.Disposable[];
  /** What the running server was told of each folder's database. */
  readonly #told = new Map<string, string | null>();
  #tokens = 0;

  constructor(server: LanguageServer, database: DatabaseSecret) {
    this.#server = server;
    this.#database = database;
    this.#subscriptions = [
      server.onReady((client) => void this.#connect(client)),
      database.onDidChange((folder) => void this.#sendDatabase(folder)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.#trust()),
      vscode.workspace.onDidChangeWorkspaceFolders(({ added }) => {
        for (const { uri } of added) void this.#sendDatabase(uri.fsPath);
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("orchex.live")) this.#reset.fire();
      }),
    ];
  }

  /** Only in a trusted workspace, and if the user wants it. */
  get isWanted(): boolean {
    return vscode.workspace.isTrusted && setting("live.enabled");
  }

  /** Asks the ledger of a folder. Rejects with an error whose `data` tells what is wrong and what to do. */
  async ask<Method extends PassedOn>(
    folder: string,
    method: Method,
    params: Omit<ClientRequests[`orchex/${Method}`]["params"], "folder" | "progress">,
    { report, token }: AskOptions = {},
  ): Promise<ClientRequests[`orchex/${Method}`]["result"]> {
    if (report === undefined) return this.#request(`orchex/${method}`, { ...params, folder }, token);
    this.#tokens += 1;
    const progress = String(this.#tokens);
    this.#progress.set(progress, report);
    try {
      return await this.#request(`orchex/${method}`, { ...params, folder, progress }, token);
    } finally {
      this.#progress.delete(progress);
    }
  }

  async watch(folder: string, topics: readonly Topic[]): Promise<void> {
    await this.#request("orchex/watch", { folder, topics });
  }

  async unwatch(folder: string, topics: readonly Topic[]): Promise<void> {
    await this.#request("orchex/unwatch", { folder, topics });
  }

  /** How the links of all folders are. */
  async links(): Promise<readonly LinkStatus[]> {
    const { links } = await this.#request("orchex/links", {});
    return links;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
    this.#status.dispose();
    this.#reset.dispose();
  }

  async #request<Method extends keyof ClientRequests>(
    method: Method,
    params: ClientRequests[Method]["params"],
    token?: vscode.CancellationToken,
  ): Promise<ClientRequests[Method]["result"]> {
    const client = await this.#server.running();
    type Result = ClientRequests[Method]["result"];
    // A token that is undefined would be taken for a second parameter.
    if (token === undefined) return client.sendRequest<Result>(method, params);
    try {
      return await client.sendRequest<Result>(method, params, token);
    } catch (error) {
      // Whoever has cancelled it need not be told.
      throw token.isCancellationRequested ? new vscode.CancellationError() : error;
    }
  }

  async #connect(client: LanguageClient): Promise<void> {
    this.#told.clear();
    const listen = <Method extends keyof ServerNotifications>(
      method: Method,
      hear: (params: ServerNotifications[Method]) => void,
    ) => client.onNotification(method, hear);
    listen("orchex/changed", ({ folder, changed }) => this.#changed.fire({ folder, changed }));
    listen("orchex/status", (status) => this.#status.fire(status));
    listen("orchex/progress", ({ token, message }: Progress) => this.#progress.get(token)?.(message));
    // It may have been granted while the server was starting.
    if (vscode.workspace.isTrusted) await this.#notify("orchex/trust", {});
    const folders = vscode.workspace.workspaceFolders ?? [];
    await Promise.all(folders.map(({ uri }) => this.#sendDatabase(uri.fsPath)));
    this.#reset.fire();
  }

  async #trust(): Promise<void> {
    await this.#notify("orchex/trust", {});
    const folders = vscode.workspace.workspaceFolders ?? [];
    await Promise.all(folders.map(({ uri }) => this.#sendDatabase(uri.fsPath)));
    this.#reset.fire();
  }

  async #sendDatabase(folder: string): Promise<void> {
    const url = await this.#database.of(folder);
    if (this.#told.get(folder) === url || !this.isWanted) return;
    // A server that was never told takes what the project's configuration says, which is what null means.
    const isNews = url !== null || this.#told.has(folder);
    this.#told.set(folder, url);
    if (isNews) await this.#notify("orchex/databaseUrl", { folder, url });
  }

  async #notify<Method extends keyof ClientNotifications>(
    method: Method,
    params: ClientNotifications[Method],
  ): Promise<void> {
    await this.#server.client?.sendNotification(method, params);
  }
}
