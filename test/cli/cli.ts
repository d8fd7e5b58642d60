import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, realpathSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

const MAIN = fileURLToPath(new URL("../../runtime/dist/cli/main.js", import.meta.url));

/** Where the commands run: paths in what they print are relative to it. */
export const FIXTURES = fileURLToPath(new URL("../fixtures/cli/", import.meta.url));

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The JSON document on stdout. */
  readonly json: unknown;
}

export interface RunningCli {
  readonly answer: Promise<Answer>;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Waits until stderr has this text. */
  readonly says: (text: string) => Promise<void>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A folder of its own for the embedded Postgres of a test file, that the server's user can look into. */
export function temporaryHome(): { readonly home: string; readonly remove: () => void } {
  const memory = "/dev/shm";
  const roomy = existsSync(memory) && statfsSync(memory).bavail * statfsSync(memory).bsize > 2 ** 30;
  const home = realpathSync(mkdtempSync(join(roomy ? memory : "/tmp", "orchex-cli-")));
  chmodSync(home, 0o755);
  return { home, remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Starts the built command line, with nothing of this process's own settings. */
export function start(args: readonly string[], env: Environment, { cwd = FIXTURES, input = "" } = {}): RunningCli {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
    stdio: "pipe",
  });
  let stdout = "";
  let stderr = "";
  const waiting = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    for (const look of waiting) look();
  });
  // A command that ends without reading its stdin closes it on us.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const answer = new Promise<Answer>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({
        code,
        stdout,
        stderr,
        get json() {
          return JSON.parse(stdout) as unknown;
        },
      });
      for (const look of waiting) look();
    });
  });
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (stderr.includes(text)) resolve();
        else if (child.exitCode === null) return;
        else reject(new Error(`It ended without saying ${JSON.stringify(text)}:\n${stderr}`));
        waiting.delete(look);
      };
      waiting.add(look);
      look();
    });
  return { answer, kill: (signal) => child.kill(signal), says };
}

export async function run(args: readonly string[], env: Environment, options?: { cwd?: string; input?: string }) {
  return await start(args, env, options).answer;
}

/** Runs a command that must succeed, and answers its JSON document. */
export async function json(
  args: readonly string[],
  env: Environment,
  options?: { cwd?: string; input?: string },
): Promise<unknown> {
  const answer = await run([...args, "--json"], env, options);
  expect(answer, `${args.join(" ")}: ${answer.stdout}${answer.stderr}`).toMatchObject({ code: 0 });
  return answer.json;
}

/** What went wrong, in `code` and on one line, without a stack; the line on the database may stand above it. */
export function errorOf({ code, stdout, stderr }: Answer): { code: number | null; line: string } {
  expect(stdout).toBe("");
  const lines = stderr.trimEnd().split("\n");
  const told = lines.filter((line) => line.startsWith("error: "));
  expect(told, stderr).toHaveLength(1);
  expect(stderr).not.toMatch(/^\s+at /m);
  return { code, line: told[0] ?? "" };
}
