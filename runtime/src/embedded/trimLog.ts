import { copyFileSync, statSync, truncateSync } from "node:fs";

/** Keeps a log under a size, the older part beside it. The server appends, so it goes on at the start of the file. */
export function trimLog(logFile: string, maxBytes = 4 * 1024 * 1024): void {
  try {
    if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) <= maxBytes) return;
    copyFileSync(logFile, `${logFile}.old`);
    truncateSync(logFile, 0);
  } catch {
    // A full disk or another user's log: the server matters more.
  }
}
