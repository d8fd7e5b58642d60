/** Where in a source file something was declared; line and character are zero-based, counted in UTF-16 units as in LSP. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface ErrorDetails {
  /** What the user can do about it, one sentence or command. */
  readonly remedy?: string;
  /** The error underneath; shown only with `--debug`. */
  readonly cause?: unknown;
}

/**
 * An error of the world around a DAG (a database that is down, a module that does not load, an input that JSON cannot
 * keep), as opposed to a `Problem`, which is what is wrong with a declared DAG.
 *
 * `code` is dotted, stable and permanent: branch on it, never on the message. The message is one line that says what
 * and where; `remedy` says what to do.
 */
export class OrchexError extends Error {
  override readonly name = "OrchexError";
  readonly code: string;
  readonly remedy: string | undefined;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.remedy = details.remedy;
  }
}
