import { chownSync, linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Cluster } from "./cluster.ts";
import { privateName } from "./privateName.ts";

/** What outlives the server: the password, and the port to take again so that known URLs stay true. */
export interface State {
  readonly port: number;
  readonly password: string;
}

/** The state, or undefined where the file is missing or not ours to understand. */
export function readState(stateFile: string): State | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(stateFile, "utf8"));
    return isState(value) ? { port: value.port, password: value.password } : undefined;
  } catch {
    return undefined;
  }
}

/** Replaces the state in one step: a reader sees the old one or the new one. */
export function writeState({ home, stateFile }: Pick<Cluster, "home" | "stateFile">, state: State): void {
  renameSync(writeBeside(home, state), stateFile);
}

/** Adds the state if there is none: of many that lost it at once, the first one's password becomes everybody's. */
export function addState({ home, stateFile }: Cluster, state: State): void {
  if (readState(stateFile) === undefined) rmSync(stateFile, { force: true });
  const written = writeBeside(home, state);
  try {
    linkSync(written, stateFile);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") renameSync(written, stateFile);
  } finally {
    rmSync(written, { force: true });
  }
}

function writeBeside(home: string, state: State): string {
  const written = privateName(home, "state");
  writeFileSync(written, `${JSON.stringify(state)}\n`, { mode: 0o600, flag: "wx" });
  // Root working in another user's home leaves files which that user can read.
  const { uid, gid } = statSync(dirname(written));
  if (process.getuid?.() === 0 && uid !== 0) chownSync(written, uid, gid);
  return written;
}

function isState(value: unknown): value is State {
  if (typeof value !== "object" || value === null) return false;
  const { port, password } = value as Partial<Record<keyof State, unknown>>;
  return Number.isInteger(port) && typeof password === "string" && password !== "";
}
