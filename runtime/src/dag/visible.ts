// oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|[\ud800-\udfff]/gu;

/**
 * A text that is safe to print on one line: control characters, line and paragraph separators, bidirectional marks
 * and overrides, and lone surrogates become `\u{…}`. Use it for every name that reaches a message, a terminal or a drawing.
 */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
