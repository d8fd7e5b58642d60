import { linkSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "./isAlive.ts";
import { readPostmaster } from "./postmaster.ts";
import { runTool } from "./runTool.ts";
import { servesData } from "./servesData.ts";

/**
 * Postgres clears a stale postmaster.pid itself, unless another process of the same user has got the id since (after a
 * reboot, or a killed server that nobody reaped): then it would refuse to start for ever. Only that case is cleared here.
 */
export async function discardStalePid(dataDir: string): Promise<void> {
  const file = join(dataDir, "postmaster.pid");
  const postmaster = readPostmaster(dataDir);
  if (postmaster === undefined || !isAlive(postmaster.pid)) return;
  if (await mayServe(postmaster.pid, dataDir)) return;
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
    // A server that started in this instant gets its file back.
    if (!readFileSync(aside, "utf8").startsWith(`${postmaster.pid}\n`)) linkSync(aside, file);
  } catch {
    // Another starter was quicker.
  } finally {
    rmSync(aside, { force: true });
  }
}

async function mayServe(pid: number, dataDir: string): Promise<boolean> {
  if (process.platform !== "darwin") return servesData(pid, dataDir);
  const { status, output } = await runTool("/bin/ps", ["-p", String(pid), "-o", "command="], { timeoutMs: 5_000 });
  return status !== 0 || output.includes(dataDir);
}
