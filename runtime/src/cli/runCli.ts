import { createRequire } from "node:module";
import { errorLine, toldError } from "./errorLine.ts";
import { EXIT, exitCodeOf } from "./exitCode.ts";
import type { Interrupts } from "./interrupts.ts";
import type { Output } from "./output.ts";
import { buildProgram } from "./program.ts";
import { errorText } from "../run/errorText.ts";
import { safeLines } from "./text.ts";
import { isAnswered, usageError } from "./usageError.ts";

/** Of a stack with its causes, in bytes. */
const LONGEST_STACK = 65_536;

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
export function tellError(error: unknown, output: Output, debug: boolean): number {
  const told = toldError(error);
  if (output.json) output.document({ error: told });
  else output.note(errorLine(told));
  if (debug) output.note(safeLines(errorText(error, LONGEST_STACK)));
  return exitCodeOf(told.code);
}
