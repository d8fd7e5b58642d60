import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a server says of itself in postmaster.pid. */
export interface Postmaster {
  readonly pid: number;
  /** 0 for a single-user server, which listens nowhere. */
  readonly port: number;
  readonly ready: boolean;
}

/** The server that last started on this data, dead or alive: the one truth about the port. */
export function readPostmaster(dataDir: string): Postmaster | undefined {
  try {
    return parsePostmaster(readFileSync(join(dataDir, "postmaster.pid"), "utf8"));
  } catch {
    return undefined;
  }
}

/** A single-user server writes its process id negated. The status is missing while the server begins to start. */
export function parsePostmaster(text: string): Postmaster | undefined {
  const lines = text.split("\n");
  const pid = Math.abs(Number(lines[0]));
  if (!Number.isInteger(pid) || pid === 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), ready: lines[7]?.trim() === "ready" };
}
