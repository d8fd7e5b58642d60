#!/usr/bin/env node
import { EXIT } from "./exitCode.ts";
import { Interrupts } from "./interrupts.ts";
import { flush, processOutput } from "./processOutput.ts";
import { runCli } from "./runCli.ts";

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

await exit(await runCli(argv, output, interrupts));
