import { OrchexError } from "../dag/error.ts";
import { visible } from "../dag/visible.ts";

export interface ToldError {
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
}

/** Any error as `--json` prints it. One without a code is a defect of ours, and says so. */
export function toldError(error: unknown): ToldError {
  if (error instanceof OrchexError) {
    return { code: error.code, message: oneLine(error.message), remedy: error.remedy ?? null };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: "internal",
    message: oneLine(message === "" ? "Something unforeseen happened" : message),
    remedy: "This looks like a defect of Orchex: run it again with --debug and report what it prints.",
  };
}

/** The same as one line for people: cause, then remedy. */
export function errorLine({ message, remedy }: ToldError): string {
  if (remedy === null) return `error: ${message}`;
  return `error: ${message}${/[.?!…]$/.test(message) ? "" : "."} ${oneLine(remedy)}`;
}

function oneLine(text: string): string {
  return visible(text.trim().replace(/\s*\r?\n\s*/g, " "));
}
