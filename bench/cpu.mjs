import { readFileSync } from "node:fs";

/** The kernel counts CPU time in ticks of 1/100 s, on every Linux that Node runs on. */
const TICK_US = 10_000;

/**
 * CPU microseconds that a server has used so far: its main process, its children that live, and those that have ended.
 * It counts what the server did and not what else ran on the machine. Undefined where there is no /proc.
 */
export function serverCpuUs(pid) {
  try {
    const [user, system, childrenUser, childrenSystem] = cpuTicks(pid);
    let ticks = user + system + childrenUser + childrenSystem;
    for (const child of readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ")) {
      if (child !== "") ticks += ownTicks(child);
    }
    return ticks * TICK_US;
  } catch {
    return undefined;
  }
}

/** CPU microseconds of this process, its threads included. */
export function clientCpuUs() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function ownTicks(pid) {
  try {
    const [user, system] = cpuTicks(pid);
    return user + system;
  } catch {
    // It has ended since it was listed; its parent counts it from now on.
    return 0;
  }
}

function cpuTicks(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name in parentheses may hold spaces; utime is the twelfth field behind it.
  return stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 15)
    .map(Number);
}
