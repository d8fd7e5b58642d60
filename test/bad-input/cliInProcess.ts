import { Interrupts } from "../../runtime/dist/cli/interrupts.js";
import { processOutput } from "../../runtime/dist/cli/processOutput.js";
import { runCli } from "../../runtime/dist/cli/runCli.js";
import { FIXTURES } from "../cli/cli.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Where {
  readonly env?: Environment;
  readonly cwd?: string;
}

/**
 * Runs a command line in this process, and answers with all that this process wrote meanwhile, whoever wrote it. One at
 * a time: the environment, the working folder and the streams are the process's.
 */
export async function cliInProcess(args: readonly string[], { env = {}, cwd = FIXTURES }: Where = {}): Promise<Said> {
  const before = { env: process.env, cwd: process.cwd() };
  const written = { stdout: "", stderr: "" };
  const release = (["stdout", "stderr"] as const).map((name) => capture(name, (text) => (written[name] += text)));
  const kept = Object.entries({ PATH: before.env["PATH"], HOME: before.env["HOME"], ...env });
  process.env = Object.fromEntries(kept.filter(([, value]) => value !== undefined));
  process.chdir(cwd);
  try {
    const output = processOutput({ json: args.includes("--json"), color: false });
    const interrupts = new Interrupts(() => {});
    const code = await bounded(runCli(args, output, interrupts), interrupts);
    // A warning of Node is told a turn later.
    await new Promise((resolve) => setImmediate(resolve));
    return { code, ...written };
  } finally {
    process.chdir(before.cwd);
    process.env = before.env;
    for (const undo of release) undo();
  }
}

/** Longer than any refusal takes on a machine that is busy with other things. */
const LONGEST_MS = 20_000;

/** A command that was meant to be refused and runs instead is ended, so that the next one can be tried. */
async function bounded(code: Promise<number>, interrupts: Interrupts): Promise<number> {
  const timer = setTimeout(() => {
    for (let signal = 0; signal < 2; signal += 1) interrupts.raise("SIGTERM");
  }, LONGEST_MS);
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error("It neither answered nor ended")), LONGEST_MS + 10_000).unref();
  });
  try {
    return await Promise.race([code, late]);
  } finally {
    clearTimeout(timer);
  }
}

function capture(name: "stdout" | "stderr", take: (text: string) => void): () => void {
  const stream = process[name];
  const write = stream.write.bind(stream);
  stream.write = (chunk: Uint8Array | string, ...rest: unknown[]) => {
    take(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
    const done = rest.at(-1);
    if (typeof done === "function") (done as () => void)();
    return true;
  };
  return () => {
    stream.write = write;
  };
}
