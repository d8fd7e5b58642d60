import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Notifications, Requests } from "orchex/protocol";
import {
  CancellationToken,
  createMessageConnection,
  NullLogger,
  StreamMessageWriter,
  type MessageConnection,
} from "vscode-languageserver/node";
import type { Program } from "./findProgram.ts";
import { MessageReader } from "./messageReader.ts";

export interface ServeProcessOptions {
  readonly program: Program;
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Lines that it writes to stderr. */
  readonly onLine: (line: string) => void;
}

export interface Ending {
  /** Null when it was killed, or never began. */
  readonly code: number | null;
  /** The last line that it wrote. */
  readonly lastWords: string;
}

/** How long it may take to end by itself once nobody listens. */
const FAREWELL_MS = 1_500;

/** An `orchex serve --stdio` of a project. */
export class ServeProcess {
  readonly #child: ChildProcess;
  readonly #connection: MessageConnection;
  readonly ended: Promise<Ending>;

  constructor({ program, root, env, onLine }: ServeProcessOptions) {
    // An absolute program, arguments that are ours alone, no shell: nothing of the workspace is part of the command.
    const child = spawn(process.execPath, [program.entry, "serve", "--stdio"], {
      cwd: root,
      env,
      stdio: "pipe",
      shell: false,
      windowsHide: true,
    });
    this.#child = child;
    let lastWords = "";
    createInterface({ input: child.stderr }).on("line", (line) => {
      lastWords = line;
      onLine(line);
    });
    // It may end before everything is written; `ended` tells.
    child.stdin.on("error", () => {});
    this.ended = new Promise((resolve) => {
      child.once("error", (error) => resolve({ code: null, lastWords: error.message }));
      child.once("close", (code) => resolve({ code, lastWords }));
    });
    this.#connection = createMessageConnection(
      new MessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
      NullLogger,
    );
    this.#connection.onError(() => {});
    this.#connection.listen();
    void this.ended.then(() => this.#connection.dispose());
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Rejects with a `ResponseError` for a refusal, and with any error when the process ends first. */
  async request<Method extends keyof Requests>(
    method: Method,
    params: Requests[Method]["params"],
    // One that is not given would count as a second parameter.
    token: CancellationToken = CancellationToken.None,
  ): Promise<Requests[Method]["result"]> {
    return await this.#connection.sendRequest<Requests[Method]["result"]>(method, params, token);
  }

  on<Method extends keyof Notifications>(method: Method, listener: (news: Notifications[Method]) => void): void {
    this.#connection.onNotification(method, listener);
  }

  /** Asks it to end by closing its input, and insists. */
  async end(): Promise<void> {
    this.#child.stdin?.end();
    const insist = setTimeout(() => this.kill(), FAREWELL_MS);
    await this.ended;
    clearTimeout(insist);
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}
