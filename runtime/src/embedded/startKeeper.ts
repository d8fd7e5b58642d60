import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Cluster } from "./cluster.ts";
import { idleVariable } from "./idleSeconds.ts";
import { toolEnvironment } from "./toolEnvironment.ts";

/** Starts a keeper (see `keep`) in a session of its own. One too many sees that and goes. */
export function startKeeper({ home }: Cluster): void {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./keeper.js", import.meta.url)), home], {
    cwd: home,
    env: {
      ...toolEnvironment(),
      [idleVariable]: process.env[idleVariable],
      // In an editor's extension host, execPath is Electron.
      ELECTRON_RUN_AS_NODE: "1",
    },
    detached: true,
    stdio: "ignore",
    windowsHide: true,
  });
  // The server works without a keeper; the next user tries again.
  child.once("error", () => {});
  child.unref();
}
