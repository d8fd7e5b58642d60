const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/** Whether a name can stand without quotes as a property or a method. */
export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name);
}

/** A name as the text between these quotes. */
export function escapeFor(quote: string, name: string): string {
  const escaped = JSON.stringify(name).slice(1, -1).replaceAll('\\"', '"').replaceAll(quote, `\\${quote}`);
  return quote === "`" ? escaped.replaceAll("${", "\\${") : escaped;
}

export function quoted(name: string): string {
  return JSON.stringify(name);
}

/** A name as a property or method is written: with quotes only where it needs them. */
export function asProperty(name: string): string {
  return isIdentifier(name) ? name : quoted(name);
}

/** An identifier that says what a name says: `fetch-users` becomes `fetchUsers`. */
export function asIdentifier(name: string): string {
  const words = name.split(/[^\p{ID_Continue}$]+/u).filter((word) => word !== "");
  const joined = words.map((word, index) => (index === 0 ? word : word[0]?.toUpperCase() + word.slice(1))).join("");
  return isIdentifier(joined) && !RESERVED.has(joined)
    ? joined
    : `task${joined === "" ? "" : joined[0]?.toUpperCase() + joined.slice(1)}`;
}

const RESERVED: ReadonlySet<string> = new Set(
  (
    "await break case catch class const continue debugger default delete do else enum export extends false finally for " +
    "function if implements import in instanceof interface let new null package private protected public return static " +
    "super switch this throw true try typeof var void while with yield"
  ).split(" "),
);
