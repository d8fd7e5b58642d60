/** What a DAG's `deps` function makes, once a thread, before the first body that may read it. */
export class Deps {
  readonly #make: () => unknown;
  #made = false;
  #value: unknown;
  #making: Promise<void> | undefined;

  constructor(make: () => unknown) {
    this.#make = make;
  }

  get value(): unknown {
    return this.#value;
  }

  /** Undefined once they are made. One that fails is made again for the next body. */
  prepare(): Promise<void> | undefined {
    if (this.#made) return undefined;
    this.#making ??= this.#prepare().finally(() => {
      this.#making = undefined;
    });
    return this.#making;
  }

  async #prepare(): Promise<void> {
    this.#value = await this.#make();
    this.#made = true;
  }
}
