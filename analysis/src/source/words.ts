/** Shorter strings are copied when they are cut out of a text; a longer one keeps the whole text in memory. */
const SHORTEST_SLICE = 13;

/** The words of many texts, each once and apart from the text it was cut out of. */
export class Words {
  readonly #known = new Map<string, string>();

  of(word: string): string {
    if (word.length < SHORTEST_SLICE) return word;
    const known = this.#known.get(word);
    if (known !== undefined) return known;
    const copy = JSON.parse(JSON.stringify(word)) as string;
    this.#known.set(copy, copy);
    return copy;
  }
}
