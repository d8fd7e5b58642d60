/** Shorter bodies stay: blanking saves little, and what a small helper returns may be a task. */
const SHORTEST = 160;

const DECLARES = /\.\s*task\s*[(<?!]|@|\[\s*["'`]task["'`]\s*\]|\bnew\s+(?:[\w$]+\s*\.\s*)*[\w$]*Dag\b/g;
const RENAMED = /\bDag\s+as\s+([\w$]+)/g;
const CONTROL = new Set(["if", "for", "while", "switch", "catch", "with", "await"]);
const BEFORE_REGEX = new Set(
  "return typeof case in of do else void delete throw new instanceof yield await default".split(" "),
);
const DAG = /\bDag\b/;
const RESULT_TYPE = /^\s*:\s*[\w$.<>[\]|&\s,"'?]+$/;

interface Brace {
  readonly open: number;
  readonly kind: "body" | "block" | "template";
}

/**
 * The text with blanks in place of the bodies of functions that declare no DAG and no task, so that everything else
 * stands where it stood and a parser has little to do. It is only an economy: code that is not understood stays, and so
 * does a body around `keep`.
 */
export function elide(text: string, keep = -1): string {
  const regions = new Bodies(text, keep < 0 ? marksOf(text) : [...marksOf(text), keep].sort((a, b) => a - b)).find();
  if (regions.length === 0) return text;
  const parts: string[] = [];
  let end = 0;
  for (const [start, stop] of regions) {
    parts.push(text.slice(end, start), " ".repeat(stop - start));
    end = stop;
  }
  parts.push(text.slice(end));
  return parts.join("");
}

/** Where something may be declared, ascending. */
function marksOf(text: string): readonly number[] {
  const marks = Array.from(text.matchAll(DECLARES), ({ index }) => index);
  for (const [, alias] of text.matchAll(RENAMED)) {
    const made = new RegExp(`\\bnew\\s+${alias?.replaceAll("$", "\\$")}(?![\\w$])`, "g");
    for (const { index } of text.matchAll(made)) marks.push(index);
  }
  return marks.sort((a, b) => a - b);
}

/** One walk over a text that knows strings, comments, regular expressions and brackets, and nothing else. */
class Bodies {
  readonly #text: string;
  readonly #marks: readonly number[];
  readonly #braces: Brace[] = [];
  readonly #parentheses: number[] = [];
  readonly #found: [start: number, stop: number][] = [];
  #at = 0;
  /** Where the last character stood that is neither space nor comment. */
  #last = -1;
  #lastOpened = -1;
  #lastClosed = -1;

  constructor(text: string, marks: readonly number[]) {
    this.#text = text;
    this.#marks = marks;
  }

  find(): readonly (readonly [start: number, stop: number])[] {
    const text = this.#text;
    while (this.#at < text.length) {
      const at = this.#at;
      const code = text.charCodeAt(at);
      this.#at++;
      // space and line ends
      if (code <= 32) continue;
      if (code === 47 && this.#comment(at)) continue;
      switch (code) {
        case 34: // "
        case 39: // '
          this.#string(code);
          break;
        case 96: // `
          this.#template();
          break;
        case 47: // /
          if (this.#mayBeRegex()) this.#regex();
          break;
        case 40: // (
          this.#parentheses.push(at);
          break;
        case 41: // )
          this.#lastOpened = this.#parentheses.pop() ?? -1;
          this.#lastClosed = at;
          break;
        case 123: // {
          this.#braces.push({ open: at, kind: this.#opensBody(at) ? "body" : "block" });
          break;
        case 125: // }
          this.#close(at);
          break;
        default:
      }
      this.#last = this.#at - 1;
    }
    return this.#found;
  }

  #comment(at: number): boolean {
    const next = this.#text.charCodeAt(at + 1);
    if (next !== 47 && next !== 42) return false;
    const end = next === 47 ? this.#text.indexOf("\n", at) : this.#text.indexOf("*/", at + 2) + 1;
    this.#at = end <= 0 ? this.#text.length : end + 1;
    return true;
  }

  #string(quote: number): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 10) return;
      if (code === 92) this.#at++;
      else if (code === quote) {
        this.#at++;
        return;
      }
    }
  }

  /** Up to the end of the template, or to the expression in it, whose brace brings the walk back here. */
  #template(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 92) this.#at++;
      else if (code === 96) {
        this.#at++;
        return;
      } else if (code === 36 && this.#text.charCodeAt(this.#at + 1) === 123) {
        this.#braces.push({ open: this.#at + 1, kind: "template" });
        this.#at += 2;
        return;
      }
    }
  }

  #mayBeRegex(): boolean {
    if (this.#last < 0) return true;
    const last = this.#text[this.#last] ?? "";
    if (/[\w$]/.test(last)) return BEFORE_REGEX.has(this.#wordBefore(this.#last + 1));
    return !")]}\"'`".includes(last);
  }

  #regex(): void {
    const begin = this.#at;
    let inClass = false;
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 10) break;
      if (code === 92) this.#at++;
      else if (code === 91) inClass = true;
      else if (code === 93) inClass = false;
      else if (code === 47 && !inClass) {
        this.#at++;
        return;
      }
    }
    this.#at = begin;
  }

  #opensBody(at: number): boolean {
    const last = this.#text[this.#last];
    // What is handed a DAG may hand it on.
    if (this.#lastOpened >= 0 && DAG.test(this.#text.slice(this.#lastOpened, this.#lastClosed))) return false;
    if (last === ">" && this.#text[this.#last - 1] === "=") return true;
    if (this.#lastClosed < 0 || this.#lastOpened < 0) return false;
    if (last !== ")") {
      if (at - this.#lastClosed > 200) return false;
      if (!RESULT_TYPE.test(this.#text.slice(this.#lastClosed + 1, at))) return false;
    }
    const word = this.#wordBefore(this.#lastOpened);
    if (CONTROL.has(word)) return false;
    return !/\bextends\s[^(){}]*$/.test(this.#text.slice(Math.max(0, this.#lastOpened - 80), this.#lastOpened));
  }

  #wordBefore(end: number): string {
    let stop = end;
    while (stop > 0 && this.#text.charCodeAt(stop - 1) <= 32) stop--;
    let start = stop;
    while (start > 0 && /[\w$]/.test(this.#text[start - 1] ?? "")) start--;
    return this.#text.slice(start, stop);
  }

  #close(at: number): void {
    const brace = this.#braces.pop();
    if (brace?.kind === "template") this.#template();
    if (brace?.kind !== "body" || at - brace.open <= SHORTEST || this.#declaresBetween(brace.open, at)) return;
    // What was found inside this body goes with it.
    while ((this.#found.at(-1)?.[0] ?? -1) > brace.open) this.#found.pop();
    this.#found.push([brace.open + 1, at]);
  }

  #declaresBetween(start: number, stop: number): boolean {
    let low = 0;
    let high = this.#marks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#marks[middle] ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    return (this.#marks[low] ?? stop) < stop;
  }
}
