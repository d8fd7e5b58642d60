import { existsSync, rmSync, writeFileSync } from "node:fs";
import { privateEntries, type PrivateEntry } from "./privateEntries.ts";
import { privateName } from "./privateName.ts";

const longestTurnMs = 30_000;

export interface Turn {
  release(): void;
}

/**
 * Lets one of many racing starters work while the others wait. It saves work and is no lock: a holder that is killed or
 * stuck is passed over, and two holders at once do no harm, since renames and Postgres itself arbitrate.
 */
export function takeTurn(home: string): Turn | undefined {
  const mine = privateName(home, "turn");
  writeFileSync(mine, "", { flag: "wx" });
  const release = (): void => rmSync(mine, { force: true });
  if (firstInLine(privateEntries(home), Date.now())?.path === mine) return { release };
  release();
  return undefined;
}

/** Whether somebody is at work on the cluster. */
export function isTurnTaken(home: string): boolean {
  return existsSync(home) && firstInLine(privateEntries(home), Date.now()) !== undefined;
}

/** Whose turn it is: the oldest claim of a living process that has not held it too long. */
export function firstInLine(entries: readonly PrivateEntry[], now: number): PrivateEntry | undefined {
  return entries
    .filter(({ kind, makerLives, madeAt }) => kind === "turn" && makerLives && now - madeAt < longestTurnMs)
    .toSorted((a, b) => a.madeAt - b.madeAt || (a.path < b.path ? -1 : 1))[0];
}
