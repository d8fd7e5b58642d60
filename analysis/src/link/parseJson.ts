const PART = /"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\//g;
const TRAILING_COMMA = /"(?:[^"\\\n]|\\.)*"|,(?=\s*[}\]])/g;

/** Reads JSON that may have comments and trailing commas, as tsconfig.json does; null when it is none. */
export function parseJson(text: string): unknown {
  const plain = text
    .replace(/^\uFEFF/, "")
    .replace(PART, (part) => (part.startsWith('"') ? part : " "))
    .replace(TRAILING_COMMA, (part) => (part === "," ? "" : part));
  try {
    return JSON.parse(plain);
  } catch {
    return null;
  }
}
