export interface JsonSyntaxFault {
  /** UTF-16 units before it. */
  readonly position: number;
  /** What is wrong there, as a phrase: `expected a value, found "}"`. */
  readonly problem: string;
}

const SPACE = /[ \t\n\r]*/y;
const TOKEN =
  // oxlint-disable-next-line no-control-regex -- a text in JSON may hold none of these
  /[{}[\]:,]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

type Expected = "value" | "value or ]" | "key or }" | "key" | "colon" | "end" | "comma";

/** Where a text stops being JSON, which the messages of JSON.parse do not always say; null if it never does. */
export function jsonSyntaxFault(text: string): JsonSyntaxFault | null {
  const closers: ("}" | "]")[] = [];
  let expected: Expected = "value";
  for (let position = 0; ;) {
    SPACE.lastIndex = position;
    position += SPACE.exec(text)?.[0].length ?? 0;
    if (position === text.length) {
      return expected === "end" ? null : { position, problem: `${phrase(expected, closers)}, found the end` };
    }
    TOKEN.lastIndex = position;
    const token = TOKEN.exec(text)?.[0];
    const next: Expected | undefined = token === undefined ? undefined : after(token, expected, closers);
    if (token === undefined || next === undefined)
      return { position, problem: problemAt(text, position, expected, closers) };
    expected = next;
    position += token.length;
  }
}

/** What may follow a token that was expected; undefined for one that was not. */
function after(token: string, expected: Expected, closers: ("}" | "]")[]): Expected | undefined {
  const done = (): Expected => (closers.length === 0 ? "end" : "comma");
  if (token === "}" || token === "]") {
    const mayClose = expected === "comma" || expected === (token === "}" ? "key or }" : "value or ]");
    if (!mayClose || closers.at(-1) !== token) return undefined;
    closers.pop();
    return done();
  }
  if (token === ",") return expected !== "comma" ? undefined : closers.at(-1) === "}" ? "key" : "value";
  if (token === ":") return expected === "colon" ? "value" : undefined;
  if (expected === "key" || expected === "key or }") return token.startsWith('"') ? "colon" : undefined;
  if (expected !== "value" && expected !== "value or ]") return undefined;
  if (token !== "{" && token !== "[") return done();
  closers.push(token === "{" ? "}" : "]");
  return token === "{" ? "key or }" : "value or ]";
}

function problemAt(text: string, position: number, expected: Expected, closers: readonly string[]): string {
  const rest = text.slice(position);
  const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  const isText = expected !== "colon" && expected !== "comma" && expected !== "end";
  if (isText && character === '"') {
    const [whole = rest] = /^"(?:[^"\\]|\\[^])*"?/.exec(rest) ?? [];
    if (!whole.endsWith('"') || whole.length === 1) return "a text that has no closing quote";
    return "a text with a control character or an escape that JSON does not know";
  }
  const hint = character === "'" ? '; JSON quotes with "' : "";
  return `${phrase(expected, closers)}, found ${JSON.stringify(character)}${hint}`;
}

function phrase(expected: Expected, closers: readonly string[]): string {
  switch (expected) {
    case "value":
      return "expected a value";
    case "value or ]":
      return 'expected a value or "]"';
    case "key":
      return "expected a key in double quotes";
    case "key or }":
      return 'expected a key in double quotes or "}"';
    case "colon":
      return 'expected ":"';
    case "comma":
      return `expected "," or "${closers.at(-1) ?? ""}"`;
    case "end":
    default:
      return "expected nothing more";
  }
}
