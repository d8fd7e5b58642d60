import { setTimeout as delay } from "node:timers/promises";
import type { Launched } from "./launch.ts";
import { readPostmaster } from "./postmaster.ts";

/** Waits for a launched server, by what it writes into its data folder: that takes no connection and no password. */
export async function waitUntilReady(
  launched: Launched,
  dataDir: string,
  deadline: number,
): Promise<"ready" | "exited" | "timeout"> {
  while (Date.now() < deadline) {
    if (launched.hasExited()) return "exited";
    const postmaster = readPostmaster(dataDir);
    if (postmaster?.pid === launched.pid && postmaster?.ready === true) return "ready";
    await delay(5);
  }
  return "timeout";
}
