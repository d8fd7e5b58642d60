import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { initCluster } from "../../runtime/dist/embedded/initCluster.js";
import { findPackage } from "../../runtime/dist/embedded/platformPackage.js";
import { repairBinaries } from "../../runtime/dist/embedded/repairBinaries.js";
import { chooseRunAs } from "../../runtime/dist/embedded/runAs.js";
import type { ServerSettings } from "../../runtime/dist/embedded/serverSettings.js";
import { startServer, type PrivateServer } from "../../runtime/dist/embedded/startServer.js";
import { scratchFolder } from "./scratch.ts";

export interface ClusterOptions {
  /** The npm package with the binaries; absent: the one that the runtime uses. */
  readonly package?: string;
  readonly settings?: ServerSettings;
}

/** A throw-away Postgres of the tests' own. */
export interface Cluster {
  readonly url: string;
  readonly port: number;
  /** Ends it as a crash would: no connection is closed, nothing is written out. */
  crash(): Promise<void>;
  /** On the same port as before. */
  restart(): Promise<void>;
  /** Stops every process of it where it is; connections stay. */
  freeze(): void;
  /** All but these processes, which stay frozen until the next time. */
  thaw(but?: readonly number[]): void;
  /** What the server has logged. */
  log(): string;
  remove(): Promise<void>;
}

const USER = "tester";
const PASSWORD = "secret";

export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const installed = options.package === undefined ? findPackage() : findPackage(options.package);
  repairBinaries(installed);
  const binariesDir = join(installed, "native", "bin");
  const { folder, remove } = scratchFolder("cluster");
  const runAs = chooseRunAs();
  const dataDir = join(folder, "server", "data");
  const settings: ServerSettings = { max_connections: 200, jit: "off", timezone: "UTC", ...options.settings };
  let server: PrivateServer;
  try {
    await initCluster({ binariesDir, dataDir, user: USER, password: PASSWORD, runAs, durable: false });
    server = await startServer({ binariesDir, dataDir, runAs, settings });
  } catch (error) {
    remove();
    throw error;
  }
  const { port } = server;
  const signal = (name: NodeJS.Signals, but: readonly number[] = []) => {
    const { stdout } = spawnSync("pgrep", ["-P", String(server.pid)], { encoding: "utf8" });
    const pids = [server.pid, ...stdout.split("\n").filter(Boolean).map(Number)];
    for (const pid of pids) if (!but.includes(pid)) process.kill(pid, name);
  };
  return {
    port,
    url: `postgresql://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`,
    crash: () => server.stop("immediate"),
    restart: async () => {
      server = await startServer({ binariesDir, dataDir, runAs, settings, port });
    },
    freeze: () => signal("SIGSTOP"),
    thaw: (but = []) => signal("SIGCONT", but),
    log: () => readFileSync(server.logFile, "utf8"),
    remove: async () => {
      await server.stop("immediate");
      remove();
    },
  };
}
