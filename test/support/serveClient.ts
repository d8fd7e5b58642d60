import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import {
  CancellationTokenSource,
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import type { Changed, Notifications, Requests, ServeStatus, Told } from "../../runtime/dist/serve/protocol.js";
import { PROTOCOL } from "../../runtime/dist/serve/protocol.js";
import { until } from "./until.ts";

const MAIN = fileURLToPath(new URL("../../runtime/dist/cli/main.js", import.meta.url));
const FIXTURES = fileURLToPath(new URL("../fixtures/cli/", import.meta.url));

/** The news of one topic. */
type NewsOf<Topic> = Changed extends infer News
  ? News extends { readonly topic: infer Known }
    ? Topic extends Known
      ? News
      : never
    : never
  : never;

/** `orchex serve --stdio` as an editor has it. */
export interface ServeClient {
  readonly pid: number;
  request<Method extends keyof Requests>(
    method: Method,
    params: Requests[Method]["params"],
    signal?: AbortSignal,
  ): Promise<Requests[Method]["result"]>;
  /** What it tells when it refuses. */
  refusal(
    method: keyof Requests,
    params: unknown,
  ): Promise<{ readonly code: number; readonly message: string; readonly data: Told | undefined }>;
  /** Waits for news of which this holds; what was heard before counts, unless it was forgotten. */
  news<Topic extends Changed["topic"]>(topic: Topic, holds?: (news: NewsOf<Topic>) => boolean): Promise<NewsOf<Topic>>;
  /** Forgets what was heard, so that only what comes now counts. */
  forget(): void;
  status(state: ServeStatus["database"]["state"]): Promise<ServeStatus>;
  readonly heard: readonly Changed[];
  readonly progress: readonly Notifications["progress"][];
  /** Everything that it has written, on both streams. */
  said(): string;
  /** Writes as it is. */
  write(text: string): void;
  closeInput(): void;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<number | NodeJS.Signals>;
}

export interface ServeClientOptions {
  readonly cwd?: string;
  /** False: the test does that. */
  readonly initialize?: boolean;
}

export async function serveClient(
  env: Readonly<Record<string, string | undefined>>,
  { cwd = FIXTURES, initialize = true }: ServeClientOptions = {},
): Promise<ServeClient> {
  const child = spawn(process.execPath, [MAIN, "serve", "--stdio"], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
    stdio: "pipe",
  });
  let said = "";
  const heard: Changed[] = [];
  const statuses: ServeStatus[] = [];
  const progress: Notifications["progress"][] = [];
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
  child.stdin.on("error", () => {});
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.onNotification("changed", (news: Changed) => void heard.push(news));
  connection.onNotification("status", (status: ServeStatus) => void statuses.push(status));
  connection.onNotification("progress", (news: Notifications["progress"]) => void progress.push(news));
  connection.onError(() => {});
  connection.listen();
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once("close", (code, signal) => resolve(signal ?? code ?? -1));
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
    connection.dispose();
  });

  async function request<Method extends keyof Requests>(
    method: Method,
    params: Requests[Method]["params"],
    signal?: AbortSignal,
  ): Promise<Requests[Method]["result"]> {
    const source = new CancellationTokenSource();
    signal?.addEventListener("abort", () => source.cancel());
    return await connection.sendRequest(method, params, source.token);
  }

  const client: ServeClient = {
    pid: child.pid ?? 0,
    request,
    refusal: async (method, params) => {
      try {
        await request(method, params as Requests[typeof method]["params"]);
      } catch (error) {
        const { code, message, data } = error as { code: number; message: string; data: Told | undefined };
        return { code, message, data };
      }
      throw new Error(`${method} was not refused`);
    },
    news: async <Topic extends Changed["topic"]>(
      topic: Topic,
      holds: (news: NewsOf<Topic>) => boolean = () => true,
    ): Promise<NewsOf<Topic>> =>
      (await until(`there is news of ${topic}`, () =>
        heard.find((news) => news.topic === topic && holds(news as NewsOf<Topic>)),
      )) as NewsOf<Topic>,
    forget: () => {
      heard.length = 0;
      statuses.length = 0;
    },
    status: (state) =>
      until(`the database is ${state}`, () => statuses.findLast(({ database }) => database.state === state)),
    heard,
    progress,
    said: () => said,
    write: (text) => void child.stdin.write(text),
    closeInput: () => void child.stdin.end(),
    kill: (signal) => void child.kill(signal),
    ended,
  };
  if (initialize) await request("initialize", { protocol: PROTOCOL });
  return client;
}

/** The processes that a process has started and that are still there. */
export function childrenOf(pid: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => parentOf(candidate) === pid);
}

export function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

function parentOf(pid: number): number | undefined {
  try {
    // The name of the program, in parentheses, may hold anything.
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1]);
  } catch {
    return undefined;
  }
}
