import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Modules of the user run only in these: a fresh process for each thing that needs them. */
export class Children {
  readonly #cwd: string;
  readonly #running = new Set<ChildProcess>();
  /** Takes the place of the environment's, in which it never is. */
  databaseUrl: string | null = null;

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /**
   * Starts one of our modules (`name` is its file beside this one). It ends with this process, since it holds the other
   * end of its stdin; the database's URL reaches it by its environment, which other users cannot read.
   */
  start(name: string, args: readonly string[], stdio: StdioOptions): ChildProcess {
    const child = spawn(process.execPath, [fileURLToPath(new URL(name, import.meta.url)), ...args], {
      cwd: this.#cwd,
      env: {
        ...process.env,
        ...(this.databaseUrl !== null && { DATABASE_URL: this.databaseUrl }),
        // In an editor's process, execPath may be Electron.
        ELECTRON_RUN_AS_NODE: "1",
        NO_COLOR: "1",
      },
      stdio,
      windowsHide: true,
    });
    this.#running.add(child);
    child.once("close", () => this.#running.delete(child));
    child.once("error", () => this.#running.delete(child));
    return child;
  }

  /** Ends all of them at once. */
  kill(): void {
    for (const child of this.#running) child.kill("SIGKILL");
  }
}
