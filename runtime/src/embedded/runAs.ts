import { readFileSync, statSync } from "node:fs";
import { databaseError } from "./databaseError.ts";

/** The user a server runs as, where that is not the current one. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Undefined for everybody but root, whom Postgres refuses: data that exists keeps its owner, else `postgres` or
 * `nobody` runs the server.
 */
export function chooseRunAs(dataDir?: string): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = dataDir === undefined ? undefined : statSync(dataDir, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const passwd = readFileSync("/etc/passwd", "utf8");
  const found = findUser(passwd, "postgres") ?? findUser(passwd, "nobody");
  if (found !== undefined) return found;
  throw databaseError("database.no-unprivileged-user", "Postgres cannot run as root, and there is no other user", {
    remedy: "Create a user named postgres, run as another user, or set DATABASE_URL.",
  });
}

export function findUser(passwd: string, name: string): RunAs | undefined {
  const fields = passwd
    .split("\n")
    .find((line) => line.startsWith(`${name}:`))
    ?.split(":");
  const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
  return Number.isInteger(uid) && Number.isInteger(gid) && uid !== 0 ? { uid, gid } : undefined;
}
