import { readFileSync } from "node:fs";
import { isAlive } from "./isAlive.ts";

/**
 * Whether the process may be the server of this data. On Linux the answer is exact, so that a recycled process id is
 * no server, nor is a killed one whom nobody has reaped; elsewhere it means that the process exists.
 */
export function servesData(pid: number, dataDir: string): boolean {
  if (process.platform !== "linux") return isAlive(pid);
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(dataDir);
  } catch {
    return false;
  }
}
