import { join } from "node:path";
import { databaseError } from "./databaseError.ts";
import { freePort, isPortFree } from "./freePort.ts";
import { lastLogLine } from "./lastLogLine.ts";
import { launch } from "./launch.ts";
import type { RunAs } from "./runAs.ts";
import { loopbackOnly, type ServerSettings } from "./serverSettings.ts";
import { stopServer, type StopMode } from "./stopServer.ts";
import { waitUntilReady } from "./waitUntilReady.ts";

export interface StartOptions {
  readonly binariesDir: string;
  /** Made by `initCluster`. */
  readonly dataDir: string;
  /** Default: a free one. */
  readonly port?: number;
  readonly settings?: ServerSettings;
  /** Default: server.log beside the data folder. */
  readonly logFile?: string;
  readonly runAs?: RunAs | undefined;
  readonly timeoutMs?: number;
}

export interface PrivateServer {
  readonly port: number;
  readonly pid: number;
  readonly logFile: string;
  stop(mode: StopMode): Promise<void>;
}

/** Starts a server of the caller's own on its own data: it is not shared and has no keeper; the caller stops it. */
export async function startServer(options: StartOptions): Promise<PrivateServer> {
  const { binariesDir, dataDir, runAs, timeoutMs = 60_000 } = options;
  const logFile = options.logFile ?? join(dataDir, "..", "server.log");
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const port = options.port ?? (await freePort());
    const settings = { ...loopbackOnly, ...options.settings, port };
    const launched = launch({ binariesDir, dataDir, logFile, settings, runAs });
    const outcome = await waitUntilReady(launched, dataDir, deadline);
    const { pid } = launched;
    if (outcome === "ready" && pid !== undefined) {
      return {
        port,
        pid,
        logFile,
        stop: (mode) => stopServer({ pid, dataDir, mode, binariesDir: () => binariesDir }),
      };
    }
    const lostPort = outcome === "exited" && options.port === undefined && !(await isPortFree(port));
    if (lostPort) continue;
    if (outcome === "timeout" && pid !== undefined) {
      await stopServer({ pid, dataDir, mode: "immediate", binariesDir: () => binariesDir });
    }
    throw databaseError("database.start-failed", `Postgres did not start on port ${port}: ${lastLogLine(logFile)}`, {
      remedy: `Read ${logFile}.`,
    });
  }
}
