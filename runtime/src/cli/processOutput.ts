import { createInterface } from "node:readline/promises";
import type { Output } from "./output.ts";

export interface OutputFlags {
  readonly json: boolean;
  /** False with --no-color. */
  readonly color: boolean;
}

/** The output of this process. */
export function processOutput({ json, color }: OutputFlags): Output {
  const { stdin, stdout, stderr, env } = process;
  const colors = (stream: NodeJS.WriteStream) => color && wantsColors(env, stream.isTTY);
  return {
    json,
    colors: { stdout: colors(stdout), stderr: colors(stderr) },
    watched: stderr.isTTY && env["TERM"] !== "dumb" && !isSet(env["CI"]),
    canAsk: stdin.isTTY && stderr.isTTY && !json && !isSet(env["CI"]),
    line: (text) => void stdout.write(`${text}\n`),
    document: (value) => void stdout.write(`${safeJson(value)}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    raw: (text) => void stderr.write(text),
    ask: async (question) => {
      const asking = createInterface({ input: stdin, output: stderr });
      try {
        return await asking.question(question);
      } finally {
        asking.close();
      }
    },
  };
}

/** What JSON may hold as it is and a terminal obeys, or is turned around by: escaped, it is the same value. */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Waits until everything that was written has left the process, so that it may exit. */
export async function flush(): Promise<void> {
  await Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise<void>((resolve) => stream.write("", () => resolve()))),
  );
}

/** NO_COLOR and FORCE_COLOR as https://no-color.org and https://force-color.org have them; else only a terminal. */
function wantsColors(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (isSet(env["NO_COLOR"])) return false;
  if (isSet(env["FORCE_COLOR"])) return env["FORCE_COLOR"] !== "0";
  return isTerminal && env["TERM"] !== "dumb";
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}
