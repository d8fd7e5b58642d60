import { chmodSync, existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { databaseError } from "./databaseError.ts";
import type { RunAs } from "./runAs.ts";

/** Makes the home: private, unless the server runs as another user, who must be able to walk through it. */
export function prepareHome(home: string, runAs: RunAs | undefined): void {
  if (!existsSync(home)) mkdirSync(home, { recursive: true, mode: 0o700 });
  if (runAs === undefined) return;
  const { uid, mode } = statSync(home);
  if (uid === 0 && (mode & 0o011) !== 0o011) chmodSync(home, (mode & 0o777) | 0o011);
  const closed = firstClosed(home, runAs);
  if (closed === undefined) return;
  throw databaseError(
    "database.home-unreachable",
    `Postgres cannot run as root, and user ${runAs.uid}, as whom it would run, cannot enter ${closed}`,
    { remedy: `Run chmod o+x ${closed}, or choose another ORCHEX_HOME.` },
  );
}

function firstClosed(folder: string, { uid, gid }: RunAs): string | undefined {
  const above = dirname(folder);
  const closedAbove = above === folder ? undefined : firstClosed(above, { uid, gid });
  if (closedAbove !== undefined) return closedAbove;
  const stats = statSync(folder);
  const bit = stats.uid === uid ? 0o100 : stats.gid === gid ? 0o010 : 0o001;
  return (stats.mode & bit) === 0 ? folder : undefined;
}
