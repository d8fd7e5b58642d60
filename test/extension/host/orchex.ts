import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { activated } from "./extension.ts";

/** Runs the command line that the extension carries, as in a terminal, and answers what it prints. */
export async function orchex(cwd: string, ...argv: readonly string[]): Promise<string> {
  const { app } = await activated();
  const cli = join(app.extension.extensionPath, "dist-extension/runtime/dist/cli/main.js");
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...argv], { cwd, env });
  return stdout;
}
