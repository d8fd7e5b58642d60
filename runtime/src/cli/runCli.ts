import { createRequire } from "node:module";
import { errorLine, toldError } from "./errorLine.ts";
import { EXIT, exitCodeOf } from "./exitCode.ts";
import type { Interrupts } from "./interrupts.ts";
import type { Output } from "./output.ts";
import { buildProgram } from "./program.ts";
import { safeLines } from "./text.ts";
import { isAnswered, usageError } from "./usageError.ts";

/** One command line, from its arguments to its exit code: whatever goes wrong is told on `output`, never thrown. */
export async function runCli(argv: readonly string[], output: Output, interrupts: Interrupts): Promise<number> {
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
    return tellError(usageError(thrown), output, argv.includes("--debug"));
  }
}

/** Tells an error, and answers the exit code for it. */
function tellError(error: unknown, output: Output, debug: boolean): number {
  const told = toldError(error);
  if (output.json) output.document({ error: told });
  else output.note(errorLine(told));
  if (debug) output.note(safeLines(stackOf(error)));
  return exitCodeOf(told.code);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\ncaused by ${stackOf(error.cause)}`;
}
