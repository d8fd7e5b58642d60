import { chmodSync, chownSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Cluster } from "./cluster.ts";
import { superuser } from "./connection.ts";
import { freePort } from "./freePort.ts";
import { initCluster } from "./initCluster.ts";
import { newPassword } from "./newPassword.ts";
import { privateName } from "./privateName.ts";
import type { RunAs } from "./runAs.ts";
import { writeState } from "./stateFile.ts";

/** Makes data and state in a private folder and shows them with one rename: of two makers, the second throws its away. */
export async function createCluster(cluster: Cluster, binariesDir: string, runAs: RunAs | undefined): Promise<void> {
  const draft = privateName(cluster.home, "init");
  mkdirSync(draft, { mode: 0o700 });
  try {
    const password = newPassword();
    await initCluster({ binariesDir, dataDir: join(draft, "data"), user: superuser, password, runAs });
    writeState({ home: cluster.home, stateFile: join(draft, "state.json") }, { port: await freePort(), password });
    if (runAs !== undefined) shareFolder(draft, cluster.home);
    renameSync(draft, cluster.folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(cluster.stateFile)) throw error;
  }
}

/** The server's user owns the data and walks through this folder; the state in it is not for that user to change. */
function shareFolder(folder: string, home: string): void {
  const { uid, gid } = statSync(home);
  chownSync(folder, uid, gid);
  chmodSync(folder, 0o755);
}
