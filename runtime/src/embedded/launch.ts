import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { program } from "./program.ts";
import type { RunAs } from "./runAs.ts";
import { settingArguments, type ServerSettings } from "./serverSettings.ts";
import { toolEnvironment } from "./toolEnvironment.ts";

export interface LaunchOptions {
  readonly binariesDir: string;
  readonly dataDir: string;
  readonly logFile: string;
  readonly settings: ServerSettings;
  readonly runAs?: RunAs | undefined;
}

export interface Launched {
  /** Undefined when the program could not even be run. */
  readonly pid: number | undefined;
  readonly hasExited: () => boolean;
}

/** Starts a server that outlives this process and has no part in its terminal. */
export function launch({ binariesDir, dataDir, logFile, settings, runAs }: LaunchOptions): Launched {
  const log = openSync(logFile, "a", 0o600);
  // The data folder stands in the arguments, by which `servesData` knows the process.
  const child = spawn(program(binariesDir, "postgres"), ["-D", dataDir, ...settingArguments(settings)], {
    ...runAs,
    cwd: process.platform === "win32" ? dataDir : "/",
    env: toolEnvironment(),
    detached: true,
    stdio: ["ignore", log, log],
    windowsHide: true,
  });
  closeSync(log);
  let exited = false;
  const note = (): void => {
    exited = true;
  };
  child.once("error", note);
  child.once("exit", note);
  child.unref();
  return { pid: child.pid, hasExited: () => exited };
}
