import { spawn } from "node:child_process";
import type { RunAs } from "./runAs.ts";
import { toolEnvironment } from "./toolEnvironment.ts";

export interface ToolOptions {
  readonly timeoutMs: number;
  readonly runAs?: RunAs | undefined;
  readonly cwd?: string;
  readonly input?: string;
}

export interface ToolResult {
  /** Null when the program could not be run, or was killed. */
  readonly status: number | null;
  /** What it wrote, both streams; or why it could not be run. */
  readonly output: string;
}

/** Runs a program to its end, and kills it when the time is over. */
export function runTool(file: string, args: readonly string[], options: ToolOptions): Promise<ToolResult> {
  const { timeoutMs, runAs, cwd, input = "" } = options;
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      ...runAs,
      ...(cwd === undefined ? {} : { cwd }),
      env: toolEnvironment(),
      windowsHide: true,
    });
    // Not the option of spawn: its timer goes on, and holds this process, where the program could not be run.
    const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    const end = (result: ToolResult): void => {
      clearTimeout(timer);
      resolve(result);
    };
    let output = "";
    const collect = (chunk: Buffer): void => {
      output += chunk.toString("utf8");
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.once("error", (error) => end({ status: null, output: error.message }));
    child.once("close", (status) => end({ status, output: output.trim() }));
  });
}
