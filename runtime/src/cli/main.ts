#!/usr/bin/env node
import { createRequire } from "node:module";
import { errorLine, toldError } from "./errorLine.ts";
import { EXIT, exitCodeOf } from "./exitCode.ts";
import { Interrupts } from "./interrupts.ts";
import { flush, processOutput } from "./processOutput.ts";
import { buildProgram } from "./program.ts";
import { isAnswered, usageError } from "./usageError.ts";

const argv = process.argv.slice(2);
// Asked for before the arguments are understood, since failing to understand them is answered in JSON too.
const wants = { json: argv.includes("--json"), color: !argv.includes("--no-color") };
const output = processOutput(wants);
const interrupts = new Interrupts(() => void exit(EXIT.interrupted));

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interrupts.raise(signal));
// Whoever read our answer has seen enough of it (`orchex runs | head -1`).
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? EXIT.done : EXIT.no);
});
process.stderr.on("error", () => {});

/** User modules may leave timers and sockets behind, so the process is ended, not left to end. */
async function exit(code: number): Promise<never> {
  await flush();
  process.exit(code);
}

async function main(): Promise<number> {
  let code: number = EXIT.done;
  const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };
  const program = buildProgram(
    version,
    (text) => output.line(text.trimEnd()),
    async (flags, body) => {
      const { openSession } = await import("./session.ts");
      const session = await openSession(flags, output, interrupts);
      try {
        code = await body(session);
      } finally {
        await session.close();
      }
    },
  );
  try {
    if (argv.length === 0) {
      output.note(program.helpInformation().trimEnd());
      return EXIT.usage;
    }
    await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (thrown) {
    if (isAnswered(thrown)) return EXIT.done;
    const error = usageError(thrown);
    const told = toldError(error);
    if (output.json) output.document({ error: told });
    else output.note(errorLine(told));
    if (argv.includes("--debug")) output.note(stackOf(error));
    return exitCodeOf(told.code);
  }
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\ncaused by ${stackOf(error.cause)}`;
}

await exit(await main());
