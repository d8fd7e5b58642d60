/** Says an English text in the reader's language, `{0}`, `{1}`… replaced by the values. */
export type Translate = (text: string, ...values: readonly (string | number)[]) => string;

/**
 * Makes a `Translate` of a bundle in which the English text is the key, as in `vscode.l10n`, so that one bundle serves the
 * extension and its views. A text that the bundle does not have stays English.
 */
export function translator(words: Readonly<Record<string, string>>): Translate {
  return (text, ...values) => {
    const translated = Object.hasOwn(words, text) ? (words[text] ?? text) : text;
    return translated.replace(/\{(\d+)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));
  };
}
