import { rmSync } from "node:fs";
import { privateEntries, type PrivateEntry } from "./privateEntries.ts";

const longestUseMs = 600_000;

/** Removes what killed processes left in the home. */
export function sweep(home: string): void {
  for (const entry of privateEntries(home)) {
    if (!isLeftover(entry, Date.now())) continue;
    try {
      rmSync(entry.path, { recursive: true, force: true, maxRetries: 2 });
    } catch {
      // An initdb that outlived its starter still writes there: the next sweep finds it finished.
    }
  }
}

/** The age decides too: after a reboot another process may have the maker's id. */
export function isLeftover(entry: Pick<PrivateEntry, "makerLives" | "madeAt">, now: number): boolean {
  return !entry.makerLives || now - entry.madeAt > longestUseMs;
}
