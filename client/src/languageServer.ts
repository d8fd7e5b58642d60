import { join } from "node:path";
import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  RevealOutputChannelOn,
  State,
  TransportKind,
  type LanguageClient,
  type LanguageClientOptions,
} from "vscode-languageclient/node";
import { OrchexClient } from "./orchexClient.ts";

const LANGUAGES = ["typescript", "typescriptreact", "javascript", "javascriptreact"];

/** A server that ends this often within this time has a reason to, which a further start does not take away. */
const MOST_RESTARTS = 4;
const WITHIN_MS = 180_000;

export interface LanguageServerOptions {
  readonly extension: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  /** What the server is told when it starts, read anew at each start. */
  readonly initializationOptions: () => unknown;
}

/** The language server's process: started once there is something for it to do, and again when it ends by itself. */
export class LanguageServer implements vscode.Disposable {
  readonly #options: LanguageServerOptions;
  readonly #ready = new vscode.EventEmitter<LanguageClient>();
  /** A server is there, the first or another one. */
  readonly onReady = this.#ready.event;
  readonly #gone = new vscode.EventEmitter<void>();
  /** The server has ended. */
  readonly onGone = this.#gone.event;
  #client: LanguageClient | undefined;
  #started: Promise<void> | undefined;
  #ends: readonly number[] = [];
  #wanted = true;

  constructor(options: LanguageServerOptions) {
    this.#options = options;
  }

  /** The client while the server runs. */
  get client(): LanguageClient | undefined {
    return this.#client?.state === State.Running ? this.#client : undefined;
  }

  /** The server's process id, for tests that end it. */
  get pid(): number | undefined {
    return this.#client?.serverProcess?.pid;
  }

  /** Starts it unless it was started. */
  start(): Promise<void> {
    this.#started ??= this.#start();
    return this.#started;
  }

  /** Ends it and starts another one, also after it has given up. */
  async restart(): Promise<void> {
    this.#ends = [];
    await this.#started?.catch(() => {});
    const client = this.#client;
    if (client === undefined || client.state !== State.Running) {
      await client?.dispose().catch(() => {});
      this.#started = this.#start();
    } else {
      this.#started = client.restart();
    }
    await this.#started;
  }

  /** Waits for a running server. */
  async running(): Promise<LanguageClient> {
    await this.start();
    const { client } = this;
    if (client !== undefined) return client;
    // It has ended and is being started again.
    return new Promise((resolve, reject) => {
      const ready = this.onReady((client) => {
        done();
        resolve(client);
      });
      const late = setTimeout(() => {
        done();
        reject(new Error(vscode.l10n.t("The language server does not run. Its log tells why.")));
      }, 10_000);
      const done = () => {
        ready.dispose();
        clearTimeout(late);
      };
    });
  }

  dispose(): void {
    void this.stop();
  }

  async stop(): Promise<void> {
    this.#wanted = false;
    this.#ready.dispose();
    this.#gone.dispose();
    await this.#client?.dispose(2_000).catch(() => {});
  }

  async #start(): Promise<void> {
    const client = new OrchexClient("orchex", "Orchex", this.#serverOptions(), this.#clientOptions());
    this.#client = client;
    client.onDidChangeState(({ newState }) => {
      if (!this.#wanted) return;
      if (newState === State.Running) this.#ready.fire(client);
      if (newState === State.Stopped) this.#gone.fire();
    });
    await client.start();
  }

  #serverOptions() {
    const module = join(this.#options.extension.extensionPath, "dist-extension", "server", "dist", "main.cjs");
    // Nothing of the editor's environment may change what the server runs.
    const env = { NODE_OPTIONS: "", NODE_PATH: "" };
    return { module, transport: TransportKind.stdio, options: { env } };
  }

  #clientOptions(): LanguageClientOptions {
    const { log, initializationOptions } = this.#options;
    return {
      documentSelector: LANGUAGES.map((language) => ({ scheme: "file", language })),
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions,
      initializationFailedHandler: (error) => {
        log.error("The language server did not start", error instanceof Error ? error : String(error));
        return false;
      },
      errorHandler: {
        error: (_error, _message, count) => ({
          action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown,
          handled: true,
        }),
        closed: () => this.#closed(),
      },
      synchronize: { configurationSection: "orchex" },
    };
  }

  #closed() {
    const now = Date.now();
    this.#ends = [...this.#ends.filter((at) => now - at < WITHIN_MS), now];
    if (this.#ends.length <= MOST_RESTARTS) return { action: CloseAction.Restart, handled: true };
    void this.#tellItGaveUp();
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  async #tellItGaveUp(): Promise<void> {
    const restart = vscode.l10n.t("Restart");
    const showLog = vscode.l10n.t("Show Log");
    const message = vscode.l10n.t(
      "The Orchex language server ended {0} times within three minutes.",
      MOST_RESTARTS + 1,
    );
    const choice = await vscode.window.showErrorMessage(message, restart, showLog);
    if (choice === restart) await this.restart();
    else if (choice === showLog) this.#options.log.show();
  }
}
