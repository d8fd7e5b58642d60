import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { FIXTURES } from "./fixture.ts";
import type { TestLedger } from "./testLedger.ts";
import type { TestWorkerOptions } from "./testWorker.ts";
import { until } from "./until.ts";

interface Line {
  readonly kind: string;
  readonly message?: string;
  readonly refused?: number;
}

export interface SpawnedWorker {
  readonly name: string;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** How it ended: its exit code, or the signal. */
  readonly exited: Promise<number | NodeJS.Signals>;
  /** Warnings that begin like this. */
  readonly warnings: (start: string) => number;
  /** Writes of it that the ledger has refused. */
  readonly refused: () => number;
}

const PROGRAM = fileURLToPath(new URL("workerProcess.mjs", import.meta.url));

let count = 0;

type Options = Pick<TestWorkerOptions, "concurrency" | "leaseMs" | "drain" | "silenceMs" | "inline"> & {
  /** For Node itself. */
  readonly nodeArguments?: readonly string[];
};

/** A worker in a process of its own, once it works; killed at the end of the test if it is still there. */
export async function spawnWorker(
  ledger: TestLedger,
  addresses: readonly string[],
  options: Options = {},
): Promise<SpawnedWorker> {
  const worker = startProcess(ledger, addresses, options);
  onTestFinished(async () => {
    worker.signal("SIGKILL");
    await worker.exited;
  });
  await worker.working;
  return worker;
}

function startProcess(
  ledger: TestLedger,
  addresses: readonly string[],
  { nodeArguments = [], ...options }: Options,
): SpawnedWorker & { readonly working: Promise<unknown> } {
  count += 1;
  const name = `process-${count}`;
  const told = {
    database: ledger.options,
    code: { cwd: FIXTURES, addresses, modules: [] },
    options: { ...options, name },
  };
  const child = spawn(process.execPath, [...nodeArguments, PROGRAM], {
    env: { PATH: process.env["PATH"], TEST_WORKER: JSON.stringify(told) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: Line[] = [];
  let rest = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const parts = `${rest}${text}`.split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts.map((part) => JSON.parse(part) as Line));
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const exited = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once("close", (code, signal) => resolve(signal ?? code ?? -1));
  });
  const working = until(`worker ${name} works`, () => {
    if (child.exitCode !== null) throw new Error(`Worker ${name} did not start: ${errors}`);
    return lines.some(({ kind }) => kind === "working") || child.signalCode !== null;
  });
  working.catch(() => {});
  return {
    name,
    working,
    signal: (signal) => void child.kill(signal),
    exited,
    warnings: (start) => lines.filter(({ kind, message }) => kind === "log" && message?.startsWith(start)).length,
    refused: () => lines.reduce((sum, { refused = 0 }) => sum + refused, 0),
  };
}

/** Starts the worker again whenever it dies, as a supervisor would, until the test ends. Answers how often it did. */
export function supervise(
  ledger: TestLedger,
  addresses: readonly string[],
  options: { leaseMs: number },
): () => number {
  let deaths = 0;
  let over = false;
  let current = startProcess(ledger, addresses, options);
  const keeping = (async () => {
    for (;;) {
      const end = await current.exited;
      if (over) return;
      if (end !== "SIGKILL") throw new Error(`The worker ended with ${end}`);
      deaths += 1;
      current = startProcess(ledger, addresses, options);
    }
  })();
  keeping.catch(() => {});
  onTestFinished(async () => {
    over = true;
    current.signal("SIGKILL");
    await keeping;
  });
  return () => deaths;
}
