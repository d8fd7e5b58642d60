import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { findBinaries } from "./binaries.ts";
import type { Cluster } from "./cluster.ts";
import { createCluster } from "./createCluster.ts";
import { databaseError } from "./databaseError.ts";
import { discardStalePid } from "./discardStalePid.ts";
import { freePort, isPortFree } from "./freePort.ts";
import { lastLogLine } from "./lastLogLine.ts";
import { launch } from "./launch.ts";
import { newPassword } from "./newPassword.ts";
import { readPostmaster } from "./postmaster.ts";
import type { Probe } from "./probe.ts";
import { resetPassword } from "./resetPassword.ts";
import type { RunAs } from "./runAs.ts";
import { embeddedSettings } from "./serverSettings.ts";
import { servesData } from "./servesData.ts";
import { startKeeper } from "./startKeeper.ts";
import { addState, writeState, type State } from "./stateFile.ts";
import { sweep } from "./sweep.ts";
import { trimLog } from "./trimLog.ts";
import { waitUntilReady } from "./waitUntilReady.ts";

/** A killed server's sessions may hold its memory for some time yet: a start is tried for about five seconds. */
const startAttempts = 10;

/** One caller's work on a cluster: each call of `mend` takes one step, after which the cluster is looked at again. */
export class Repair {
  readonly #cluster: Cluster;
  readonly #runAs: RunAs | undefined;
  readonly #deadline: number;
  #binariesDir: string | undefined;
  #failedStarts = 0;
  #waits = 0;
  #startedPid: number | undefined;

  constructor(cluster: Cluster, runAs: RunAs | undefined, deadline: number) {
    this.#cluster = cluster;
    this.#runAs = runAs;
    this.#deadline = deadline;
  }

  /** The server that this caller started. */
  get startedPid(): number | undefined {
    return this.#startedPid;
  }

  async mend(found: Exclude<Probe, { kind: "running" }>): Promise<void> {
    const cluster = this.#cluster;
    switch (found.kind) {
      case "no-cluster":
        sweep(cluster.home);
        return createCluster(cluster, await this.#binaries(), this.#runAs);
      case "no-state":
        return addState(cluster, { port: await this.#lastPort(), password: newPassword() });
      case "locked-out":
        return resetPassword({ cluster, binariesDir: await this.#binaries(), runAs: this.#runAs, ...found });
      case "down":
        return this.#start(found.state);
      case "busy":
      case "no-database":
        return this.#wait();
    }
  }

  /** A server that seems to start or stop for long may be a file that tells of a dead one. */
  async #wait(): Promise<void> {
    this.#waits += 1;
    if (this.#waits % 50 === 0) await discardStalePid(this.#cluster.dataDir);
    await delay(20);
  }

  async #start(state: State): Promise<void> {
    const cluster = this.#cluster;
    const { dataDir, logFile } = cluster;
    this.#checkData();
    const binariesDir = await this.#binaries();
    await discardStalePid(dataDir);
    sweep(cluster.home);
    trimLog(logFile);
    // First the keeper: killed between the two, we leave a keeper that finds no server and goes, never a server that
    // nobody stops.
    startKeeper(cluster);
    const settings = { ...embeddedSettings, port: state.port };
    const launched = launch({ binariesDir, dataDir, logFile, settings, runAs: this.#runAs });
    const outcome = await waitUntilReady(launched, dataDir, this.#deadline);
    if (outcome === "ready") this.#startedPid = launched.pid;
    if (outcome === "exited") await this.#explainExit(state);
  }

  /** A start that failed because of another server or a taken port is no failure; the reason is asked, not read. */
  async #explainExit(state: State): Promise<void> {
    const { dataDir, logFile } = this.#cluster;
    const other = readPostmaster(dataDir);
    if (other !== undefined && servesData(other.pid, dataDir)) return;
    if (!(await isPortFree(state.port))) {
      writeState(this.#cluster, { ...state, port: await freePort() });
      return;
    }
    this.#failedStarts += 1;
    if (this.#failedStarts < startAttempts) {
      await delay(100 * this.#failedStarts);
      return;
    }
    throw databaseError("database.start-failed", `The embedded Postgres does not start: ${lastLogLine(logFile)}`, {
      remedy: `Read ${logFile}, or set DATABASE_URL.`,
    });
  }

  #checkData(): void {
    const { folder, dataDir } = this.#cluster;
    if (existsSync(dataDir)) return;
    throw databaseError("database.start-failed", `The data of the embedded Postgres are gone: no ${dataDir}`, {
      remedy: `Remove ${folder} to begin with an empty database.`,
    });
  }

  async #lastPort(): Promise<number> {
    const port = readPostmaster(this.#cluster.dataDir)?.port ?? 0;
    return port > 0 ? port : freePort();
  }

  async #binaries(): Promise<string> {
    this.#binariesDir ??= await findBinaries(this.#cluster.home, this.#runAs);
    return this.#binariesDir;
  }
}
