import { setTimeout as delay } from "node:timers/promises";
import { databaseError } from "./databaseError.ts";
import { program } from "./program.ts";
import { runTool } from "./runTool.ts";
import { servesData } from "./servesData.ts";

export type StopMode = "fast" | "immediate";

export interface StopOptions {
  readonly pid: number;
  readonly dataDir: string;
  readonly binariesDir: () => string | Promise<string>;
  readonly mode: StopMode;
  readonly timeoutMs?: number;
}

/**
 * Ends a server and waits until it is gone. Fast closes every connection and writes everything out; immediate leaves
 * the data as a crash would. Windows has no signals to send, there pg_ctl does it.
 */
export async function stopServer(options: StopOptions): Promise<void> {
  const { pid, dataDir, binariesDir, mode, timeoutMs = 60_000 } = options;
  if (process.platform === "win32") {
    const args = ["stop", "--no-wait", `--pgdata=${dataDir}`, `--mode=${mode}`];
    await runTool(program(await binariesDir(), "pg_ctl"), args, { timeoutMs });
  } else {
    signal(pid, mode === "fast" ? "SIGINT" : "SIGQUIT");
  }
  const deadline = Date.now() + timeoutMs;
  while (servesData(pid, dataDir)) {
    if (Date.now() > deadline) throw stopFailed(pid, `did not stop in ${timeoutMs / 1000} s`);
    await delay(5);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ESRCH") throw stopFailed(pid, "belongs to another user", error);
  }
}

function stopFailed(pid: number, reason: string, cause?: unknown): Error {
  return databaseError("database.stop-failed", `The Postgres server (process ${pid}) ${reason}`, {
    remedy: "Stop that process as the user who started it.",
    cause,
  });
}
