#!/usr/bin/env node
import { OrchexError } from "../dag/error.ts";
import { EXIT } from "./exitCode.ts";
import { Interrupts } from "./interrupts.ts";
import { flush, processOutput } from "./processOutput.ts";
import { runCli, tellError } from "./runCli.ts";
import { strayError } from "./strayError.ts";

const argv = process.argv.slice(2);
// Asked for before the arguments are understood, since failing to understand them is answered in JSON too.
const wants = { json: argv.includes("--json"), color: !argv.includes("--no-color") };
const output = processOutput(wants);
/** By us, and not by a module that calls process.exit. */
let ended = false;
const interrupts = new Interrupts(() => void exit(EXIT.interrupted));

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interrupts.raise(signal));
// Whoever read our answer has seen enough of it (`orchex runs | head -1`).
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  ended = true;
  process.exit(error.code === "EPIPE" ? EXIT.done : EXIT.no);
});
process.stderr.on("error", () => {});

for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (thrown: unknown) => void exit(tellError(strayError(thrown), output, argv.includes("--debug"))));
}
process.on("exit", () => {
  // An editor's server imports no user code, and ends itself.
  if (ended || argv.includes("serve")) return;
  const remedy = "Take its process.exit away: nothing was done, or only a part.";
  process.exitCode = tellError(
    new OrchexError("module.failed", "A module ended the process", { remedy }),
    output,
    false,
  );
});

/** User modules may leave timers and sockets behind, so the process is ended, not left to end. */
async function exit(code: number): Promise<never> {
  await flush();
  ended = true;
  process.exit(code);
}

await exit(await runCli(argv, output, interrupts));
