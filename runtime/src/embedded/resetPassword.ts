import type { Cluster } from "./cluster.ts";
import { superuser } from "./connection.ts";
import { program } from "./program.ts";
import type { RunAs } from "./runAs.ts";
import { runTool } from "./runTool.ts";
import type { State } from "./stateFile.ts";
import { stopServer } from "./stopServer.ts";

export interface ResetOptions {
  readonly cluster: Cluster;
  readonly binariesDir: string;
  readonly runAs: RunAs | undefined;
  /** Its password becomes the server's. */
  readonly state: State;
  /** The server that refused it, and no other, is stopped. */
  readonly pid: number;
}

/**
 * Gives a server whose password is lost the one in the state file. A scram password cannot be read back, so the server
 * is stopped and a single-user server sets it. Where another server has meanwhile taken the data, this does nothing.
 */
export async function resetPassword({ cluster, binariesDir, runAs, state, pid }: ResetOptions): Promise<void> {
  const { dataDir } = cluster;
  await stopServer({ pid, dataDir, mode: "fast", binariesDir: () => binariesDir });
  // By stdin: arguments are everybody's to read.
  await runTool(program(binariesDir, "postgres"), ["--single", "-D", dataDir, "postgres"], {
    runAs,
    timeoutMs: 60_000,
    cwd: dataDir,
    input: `alter role ${superuser} password '${state.password}'\n`,
  });
}
