import { spawn, type ChildProcess } from "node:child_process";
import { openSync, closeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Program } from "orchex-language-server/findProgram";

export interface StartOptions {
  readonly program: Program;
  /** Of the command line, as an array: no shell reads them. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /**
   * The path of `endWithParent.js`, to end with the editor; or the file that gets the output of a process that goes on
   * without it.
   */
  readonly life: { readonly endsWith: string } | { readonly outlivesTo: string };
}

/** Starts `orchex` with the editor's own Node, by an absolute path. */
export function startRuntime({ program, argv, cwd, env, life }: StartOptions): ChildProcess {
  if ("endsWith" in life) {
    const preload = ["--import", pathToFileURL(life.endsWith).href];
    return spawn(process.execPath, [...preload, program.entry, ...argv], { cwd, env, stdio: "pipe", shell: false });
  }
  const log = openSync(life.outlivesTo, "a", 0o600);
  try {
    const stdio = ["ignore", log, log] as const;
    const child = spawn(process.execPath, [program.entry, ...argv], {
      cwd,
      env,
      stdio: [...stdio],
      shell: false,
      detached: true,
    });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}
