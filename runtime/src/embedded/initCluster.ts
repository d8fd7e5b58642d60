import { chownSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { databaseError } from "./databaseError.ts";
import { initdbArguments } from "./initdbArguments.ts";
import { program } from "./program.ts";
import type { RunAs } from "./runAs.ts";
import { runTool } from "./runTool.ts";

export interface InitOptions {
  /** The folder of `initdb` and `postgres`, of any version from 13. */
  readonly binariesDir: string;
  /** Must not exist; its parent is made if missing, and given to `runAs`. */
  readonly dataDir: string;
  readonly user: string;
  readonly password: string;
  readonly runAs?: RunAs | undefined;
  /** False skips the fsync at the end: for clusters that are thrown away. Default true. */
  readonly durable?: boolean;
  readonly timeoutMs?: number;
}

/** Makes an empty cluster: UTF-8, code point order, scram. */
export async function initCluster(options: InitOptions): Promise<void> {
  const { binariesDir, dataDir, password, runAs, timeoutMs = 60_000 } = options;
  const parent = dirname(dataDir);
  mkdirSync(parent, { recursive: true });
  const passwordFile = join(parent, "password");
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (runAs !== undefined) for (const path of [parent, passwordFile]) chownSync(path, runAs.uid, runAs.gid);

  const initdb = program(binariesDir, "initdb");
  const run = { runAs, timeoutMs, cwd: parent };
  const version = await runTool(initdb, ["--version"], run);
  const args = initdbArguments({ ...options, passwordFile, major: majorVersion(version.output) });
  const { status, output } = version.status === 0 ? await runTool(initdb, args, run) : version;
  rmSync(passwordFile, { force: true });
  if (status === 0) return;
  throw databaseError("database.init-failed", `initdb could not make ${dataDir}: ${lastError(output)}`, {
    remedy: "Free some disk space, choose another ORCHEX_HOME, or set DATABASE_URL.",
  });
}

/** From "initdb (PostgreSQL) 18.4". */
function majorVersion(text: string): number {
  return Number(/\(PostgreSQL\) (\d+)/.exec(text)?.[1] ?? 0);
}

function lastError(output: string): string {
  const lines = output.split("\n").filter((line) => line !== "");
  return lines.findLast((line) => /error|fatal/i.test(line)) ?? lines.at(-1) ?? "it was killed or ran out of time";
}
