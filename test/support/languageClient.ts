import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type Diagnostic,
  type InitializeResult,
  type MessageConnection,
  type PublishDiagnosticsParams,
} from "vscode-languageserver/node";

const SERVER = fileURLToPath(new URL("../../server/dist/main.cjs", import.meta.url));
const WAIT_MS = 60_000;

export interface LanguageClientOptions {
  /** Absolute paths of the workspace's folders. */
  readonly folders: readonly string[];
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** What `workspace/configuration` answers. */
  readonly settings?: unknown;
  /** A folder for the server's caches; none by default. */
  readonly cache?: string;
}

/** An LSP client that knows nothing but the protocol, with the built server as its child. */
export class LanguageClient {
  readonly child: ChildProcessWithoutNullStreams;
  readonly connection: MessageConnection;
  /** The last list pushed for each URI. */
  readonly pushed = new Map<string, PublishDiagnosticsParams>();
  /** Every list pushed, in order. */
  readonly pushes: PublishDiagnosticsParams[] = [];
  /** What the server logged as an error. */
  readonly errors: string[] = [];
  readonly warnings: string[] = [];
  /** Methods that the server asked of the client, in order. */
  readonly asked: string[] = [];
  readonly exited: Promise<number | null>;
  initialized: InitializeResult | null = null;
  stderr = "";
  settings: unknown;
  readonly #listeners = new Set<() => void>();

  private constructor(options: Partial<LanguageClientOptions>) {
    this.settings = options.settings ?? {};
    this.child = spawn(process.execPath, [SERVER, "--stdio"], {
      env: { ...process.env, ORCHEX_CACHE: options.cache ?? "" },
    });
    this.exited = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.stderr.on("data", (data: Buffer) => (this.stderr += data.toString()));
    this.child.stdin.on("error", () => undefined);
    this.connection = createMessageConnection(
      new StreamMessageReader(this.child.stdout),
      new StreamMessageWriter(this.child.stdin),
    );
    this.connection.onError(() => undefined);
    this.#answer();
    this.connection.listen();
  }

  static async start(options: LanguageClientOptions): Promise<LanguageClient> {
    const client = new LanguageClient(options);
    client.initialized = await client.request<InitializeResult>("initialize", {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: options.folders.map((folder) => ({ uri: pathToFileURL(folder).href, name: folder })),
      capabilities: options.capabilities ?? {},
      initializationOptions: options.initializationOptions,
    });
    client.notify("initialized", {});
    return client;
  }

  /** A server that has not been initialized. */
  static spawn(): LanguageClient {
    return new LanguageClient({});
  }

  async request<Answer>(method: string, params: unknown): Promise<Answer> {
    return await this.connection.sendRequest<Answer>(method, params);
  }

  notify(method: string, params: unknown): void {
    // Tests that end the server on purpose go on writing to it.
    this.connection.sendNotification(method, params).catch(() => undefined);
  }

  /** Sends bytes as they are, sound or not. */
  raw(bytes: string | Uint8Array): void {
    this.child.stdin.write(bytes);
  }

  open(file: string, text = readFileSync(file, "utf8"), version = 1): string {
    const uri = pathToFileURL(file).href;
    this.notify("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version, text } });
    return uri;
  }

  change(file: string, version: number, contentChanges: readonly unknown[]): void {
    this.notify("textDocument/didChange", { textDocument: { uri: pathToFileURL(file).href, version }, contentChanges });
  }

  /** Resolves when a list was pushed for the file that fits. */
  async pushedTo(file: string, fits: (diagnostics: Diagnostic[]) => boolean = () => true): Promise<Diagnostic[]> {
    const uri = pathToFileURL(file).href;
    return await this.until(() => {
      const list = this.pushed.get(uri)?.diagnostics;
      return list !== undefined && fits(list) ? list : undefined;
    }, `diagnostics of ${file}`);
  }

  /** Resolves with the first answer that is not undefined; asks again at every message of the server. */
  async until<Value>(look: () => Value | undefined, what: string): Promise<Value> {
    const found = look();
    if (found !== undefined) return found;
    return await new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        this.#listeners.delete(again);
      };
      const again = () => {
        const value = look();
        if (value === undefined) return;
        stop();
        resolve(value);
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`Waited in vain for ${what}. Errors: ${this.errors.join("; ")} ${this.stderr}`));
      }, WAIT_MS);
      this.#listeners.add(again);
    });
  }

  /** A round trip: whatever was sent before has been handled when it resolves. */
  async settle(): Promise<void> {
    await this.request("workspace/symbol", { query: "no such symbol in any workspace" });
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      await Promise.race([this.request("shutdown", undefined).catch(() => undefined), this.exited]);
      this.notify("exit", undefined);
      await this.exited;
    }
    this.connection.dispose();
  }

  #answer(): void {
    const { connection } = this;
    connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
      this.pushed.set(params.uri, params);
      this.pushes.push(params);
      this.#tell();
    });
    connection.onNotification("window/logMessage", ({ type, message }: { type: number; message: string }) => {
      if (type === 1) this.errors.push(message);
      if (type === 2) this.warnings.push(message);
      this.#tell();
    });
    connection.onRequest((method, params) => {
      this.asked.push(method);
      this.#tell();
      if (method !== "workspace/configuration") return null;
      return (params as { items: unknown[] }).items.map(() => this.settings);
    });
    connection.onNotification(() => this.#tell());
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
