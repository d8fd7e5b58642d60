/** Where a command speaks: data on stdout, everything else on stderr. Only `main` makes one. */
export interface Output {
  /** The answer is one JSON document on stdout. */
  readonly json: boolean;
  readonly colors: { readonly stdout: boolean; readonly stderr: boolean };
  /** Somebody is watching stderr: a line may be rewritten. */
  readonly watched: boolean;
  /** Somebody can be asked on stdin. */
  readonly canAsk: boolean;
  /** One or more lines of the answer. */
  line(text: string): void;
  /** The answer of a command with `--json`. */
  document(value: unknown): void;
  /** A line that is not part of the answer. */
  note(text: string): void;
  /** Characters for stderr as they are, to rewrite a line. */
  raw(text: string): void;
  /** Asks on the terminal. */
  ask(question: string): Promise<string>;
}
