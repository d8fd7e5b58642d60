import { join } from "node:path";
import { randomBytes } from "node:crypto";
import type { ChildProcess } from "node:child_process";
import { childEnvironment } from "orchex-language-server/childEnvironment";
import { findProgram } from "orchex-language-server/findProgram";
import * as vscode from "vscode";
import { startRuntime } from "./runtime/startRuntime.ts";
import { assertTrusted } from "./assertTrusted.ts";
import type { DatabaseSecret } from "./databaseSecret.ts";
import { setting } from "./settings.ts";

export interface WorkerOptions {
  /** The folder of the project, in which the worker runs. */
  readonly folder: string;
  /** `path/to/module.ts:exportName` of each DAG. */
  readonly addresses: readonly string[];
  readonly concurrency: number;
}

/** A worker process that this window has started. */
export interface LocalWorker {
  /** The id under which the ledger knows it. */
  readonly id: string;
  readonly folder: string;
  readonly pid: number;
  /** Where a worker writes that goes on after the window; null: to an output channel. */
  readonly logFile: string | null;
}

/** The workers that this window has started; they end with it, unless the user wants them to go on. */
export class LocalWorkers implements vscode.Disposable {
  readonly #extension: vscode.ExtensionContext;
  readonly #database: DatabaseSecret;
  readonly #log: vscode.LogOutputChannel;
  readonly #running = new Map<
    string,
    { readonly worker: LocalWorker; readonly child: ChildProcess; stopped: boolean }
  >();
  /** What each has written, or the file it writes to: kept when it has ended, for that tells why. */
  readonly #outputs = new Map<string, vscode.OutputChannel | string>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #failed = new vscode.EventEmitter<{ readonly worker: LocalWorker; readonly reason: string }>();
  /** A worker has ended that nobody told to. */
  readonly onDidFail = this.#failed.event;

  constructor(extension: vscode.ExtensionContext, database: DatabaseSecret, log: vscode.LogOutputChannel) {
    this.#extension = extension;
    this.#database = database;
    this.#log = log;
  }

  get all(): readonly LocalWorker[] {
    return [...this.#running.values()].map(({ worker }) => worker);
  }

  async start({ folder, addresses, concurrency }: WorkerOptions): Promise<LocalWorker> {
    assertTrusted();
    const scope = vscode.Uri.file(folder);
    const carried = join(this.#extension.extensionPath, "dist-extension", "runtime");
    const program = findProgram(folder, carried);
    if (program === null) throw new Error(vscode.l10n.t("There is no orchex package for this project."));
    const databaseUrl = await this.#database.of(folder);
    const id = `editor-${randomBytes(4).toString("hex")}`;
    const outlives = !setting("worker.endWithWindow", scope);
    const logFile = outlives ? await this.#logFile(id) : null;
    const child = startRuntime({
      program,
      argv: [
        "worker",
        `--worker-id=${id}`,
        `--concurrency=${concurrency}`,
        "--no-color",
        ...(setting("worker.watch", scope) ? ["--watch"] : []),
        ...addresses.map((address) => `--dag=${address}`),
      ],
      cwd: folder,
      env: {
        ...childEnvironment(process.env, setting("worker.environment", scope)),
        ...(databaseUrl !== null && { DATABASE_URL: databaseUrl }),
      },
      life:
        logFile === null
          ? { endsWith: join(this.#extension.extensionPath, "dist-extension", "endWithParent.mjs") }
          : { outlivesTo: logFile },
    });
    this.#outputs.set(id, logFile ?? this.#channelOf(child, id));
    const worker: LocalWorker = { id, folder, pid: child.pid ?? 0, logFile };
    this.#follow(worker, child);
    this.#log.info(`Worker ${id} started: orchex ${program.version} at ${program.entry}`);
    return worker;
  }

  /** Lets it finish what it has in hand; a second time ends it at once. */
  stop(id: string): boolean {
    const running = this.#running.get(id);
    if (running === undefined) return false;
    running.stopped = true;
    running.child.kill("SIGTERM");
    return true;
  }

  /** Shows what a worker has written, also one that has ended; false when this window knows none of that id. */
  async showOutput(id: string): Promise<boolean> {
    const output = this.#outputs.get(id);
    if (output === undefined) return false;
    if (typeof output === "string") await vscode.window.showTextDocument(vscode.Uri.file(output));
    else output.show(true);
    return true;
  }

  dispose(): void {
    for (const { worker, child } of this.#running.values()) if (worker.logFile === null) child.kill("SIGTERM");
    for (const output of this.#outputs.values()) if (typeof output !== "string") output.dispose();
    this.#changed.dispose();
    this.#failed.dispose();
  }

  #channelOf(child: ChildProcess, id: string): vscode.OutputChannel {
    const output = vscode.window.createOutputChannel(vscode.l10n.t("Orchex Worker {0}", id), "log");
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8");
      stream?.on("data", (text: string) => output.append(text));
    }
    // It is ended by the close of this pipe, and no write to it can fail.
    child.stdin?.on("error", () => {});
    return output;
  }

  #follow(worker: LocalWorker, child: ChildProcess): void {
    const running = { worker, child, stopped: false };
    this.#running.set(worker.id, running);
    this.#changed.fire();
    const ended = (reason: string | null) => {
      if (!this.#running.delete(worker.id)) return;
      this.#changed.fire();
      this.#log.info(`Worker ${worker.id} ended`, reason ?? "");
      if (reason !== null && !running.stopped) this.#failed.fire({ worker, reason });
    };
    child.once("error", (error) => ended(error.message));
    child.once("exit", (code, signal) => {
      ended(code === 0 ? null : vscode.l10n.t("it ended with {0}", signal ?? String(code)));
    });
  }

  async #logFile(id: string): Promise<string> {
    await vscode.workspace.fs.createDirectory(this.#extension.logUri);
    return vscode.Uri.joinPath(this.#extension.logUri, `worker-${id}.log`).fsPath;
  }
}
