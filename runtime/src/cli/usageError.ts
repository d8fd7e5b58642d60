import { CommanderError } from "commander";
import { OrchexError } from "../dag/error.ts";

/** What commander found wrong with the arguments, as one of our errors; anything else as it is. */
export function usageError(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  if (error.code === "commander.help") {
    return new OrchexError("usage.no-command", "A command is missing", { remedy: "See `orchex --help`." });
  }
  const code = error.code.replace(/^commander\./, "").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const [message = "", suggestion] = error.message.replace(/^error: /, "").split("\n", 2);
  const hint = suggestion === undefined ? "" : `. ${suggestion.replace(/^\((.*)\)$/, "$1")}`;
  return new OrchexError(`usage.${code}`, `${message}${hint}`, { remedy: "See `orchex --help`." });
}

/** Help and the version end through an error too, after they were printed. */
export function isAnswered(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}
