import { findBinaries } from "./binaries.ts";
import { clusterAt } from "./cluster.ts";
import type { EnsureOptions } from "./ensureServer.ts";
import { readPostmaster } from "./postmaster.ts";
import { chooseRunAs } from "./runAs.ts";
import { servesData } from "./servesData.ts";
import { stopServer } from "./stopServer.ts";

/** Stops the user's server, ending every connection to it; its keeper goes with it. False: it did not run. */
export async function stop({ home, timeoutMs = 60_000 }: EnsureOptions = {}): Promise<boolean> {
  const cluster = clusterAt(home);
  const { dataDir } = cluster;
  const pid = readPostmaster(dataDir)?.pid;
  if (pid === undefined || !servesData(pid, dataDir)) return false;
  const binariesDir = (): Promise<string> => findBinaries(cluster.home, chooseRunAs(dataDir));
  await stopServer({ pid, dataDir, mode: "fast", timeoutMs, binariesDir });
  return true;
}
