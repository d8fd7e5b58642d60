/** Who hears of SIGINT and SIGTERM: the command that runs, if it wants to end gracefully, else the process ends at once. */
export class Interrupts {
  #listener: ((signal: "SIGINT" | "SIGTERM") => void) | undefined;
  readonly #otherwise: () => void;

  constructor(otherwise: () => void) {
    this.#otherwise = otherwise;
  }

  listen(listener: (signal: "SIGINT" | "SIGTERM") => void): void {
    this.#listener = listener;
  }

  /** Ends the process as if nobody listened. */
  end(): void {
    this.#otherwise();
  }

  raise(signal: "SIGINT" | "SIGTERM"): void {
    if (this.#listener === undefined) this.#otherwise();
    else this.#listener(signal);
  }
}
