import { homedir } from "node:os";
import { join } from "node:path";
import { orchexHome } from "./home.ts";

/** Where one embedded cluster keeps its things. */
export interface Cluster {
  readonly home: string;
  /** Holds the data and the state file, and comes into being by one rename: there is never one without the other. */
  readonly folder: string;
  readonly dataDir: string;
  readonly stateFile: string;
  readonly logFile: string;
}

/** The cluster of this user, or of another home. A new major version of Postgres gets a folder of its own. */
export function clusterAt(home = defaultHome()): Cluster {
  const folder = join(home, "postgres-18");
  return {
    home,
    folder,
    dataDir: join(folder, "data"),
    stateFile: join(folder, "state.json"),
    logFile: join(home, "postgres.log"),
  };
}

function defaultHome(): string {
  return orchexHome({
    env: process.env,
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    userFolder: homedir(),
  });
}
