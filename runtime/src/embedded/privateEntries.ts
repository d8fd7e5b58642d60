import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "./isAlive.ts";

/** Something a process made for itself in the home (see `privateName`). */
export interface PrivateEntry {
  readonly path: string;
  readonly kind: string;
  readonly makerLives: boolean;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
}

export function privateEntries(home: string): readonly PrivateEntry[] {
  return readdirSync(home).flatMap((name) => {
    const match = /^(init|turn|copy|state)-(\d+)-[0-9a-f]+$/.exec(name);
    if (match === null) return [];
    const path = join(home, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return [];
    return [{ path, kind: match[1] ?? "", makerLives: isAlive(Number(match[2])), madeAt: stats.mtimeMs }];
  });
}
