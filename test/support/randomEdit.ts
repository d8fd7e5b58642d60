/** Random numbers that are the same for the same seed (mulberry32), from 0 up to 1. */
export function randomSequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface TextChange {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const TYPED = [...Array.from("{}()[]<>\"'`/*\\.,;:=>@#?!&| \nabcdefxyz019_$"), "é", "🚀", "\u2028", "\r\n", "\t"];
const PASTED = [
  'requires: ["',
  '"extract"',
  "({ extract, ",
  "new Dag(",
  "new Dag(`${",
  "@task({ requires: [",
  "@dag(",
  "export const x = etl.task(",
  "import { Dag as D } from 'orchex';\n",
  "export * from './x.ts';\n",
  "class A extends ",
  "/* ",
  "*/",
  "`${",
  "}, (inputs) => inputs.",
  "...list",
  "Inputs<A, '",
  "</div>",
];

/** What somebody might type, delete or paste next, sensible or not. */
export function randomEdit(text: string, random: () => number): TextChange {
  const at = interestingPlace(text, random);
  const pick = (items: readonly string[]) => items[Math.floor(random() * items.length)] ?? "";
  const kind = random();
  if (kind < 0.45) return { from: at, to: at, text: pick(TYPED) };
  if (kind < 0.65) return { from: at, to: at, text: pick(PASTED) };
  if (kind < 0.85) return { from: at, to: Math.min(text.length, at + 1 + Math.floor(random() * 8)), text: "" };
  if (kind < 0.95) return { from: at, to: Math.min(text.length, at + Math.floor(random() * 400)), text: "" };
  const source = Math.floor(random() * text.length);
  return { from: at, to: at, text: text.slice(source, source + Math.floor(random() * 300)) };
}

/** Mostly near what declares and requires tasks, where an edit can do harm. */
function interestingPlace(text: string, random: () => number): number {
  if (random() < 0.3) return Math.floor(random() * (text.length + 1));
  const found = [...text.matchAll(/\.task\(|requires|new Dag|@task|@dag|import |Inputs<|=> \(?\{/g)];
  const one = found[Math.floor(random() * found.length)];
  if (one === undefined) return Math.floor(random() * (text.length + 1));
  return Math.min(text.length, one.index + Math.floor(random() * 40));
}
