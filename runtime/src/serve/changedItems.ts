/** Remembers items by key and tells which are new or other than before. */
export class ChangedItems<Item> {
  readonly #keyOf: (item: Item) => string;
  #known: ReadonlyMap<string, string> = new Map();

  constructor(keyOf: (item: Item) => string) {
    this.#keyOf = keyOf;
  }

  /** Of all the items that there are now, those that changed, in their order. */
  next(items: readonly Item[]): readonly Item[] {
    const now = new Map(items.map((item) => [this.#keyOf(item), JSON.stringify(item)]));
    const changed = items.filter((item) => {
      const key = this.#keyOf(item);
      return now.get(key) !== this.#known.get(key);
    });
    this.#known = now;
    return changed;
  }
}
