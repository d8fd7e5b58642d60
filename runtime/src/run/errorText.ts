/** More of them say nothing new. */
const MOST_FRAMES = 20;
const MOST_CAUSES = 4;

// oxlint-disable-next-line no-control-regex -- finding NUL is the purpose
const UNSTORABLE = /\u0000|[\ud800-\udfff]/gu;

/**
 * Whatever a task threw, as text that Postgres can store: `name: message` on the first line, then a shortened stack and
 * the causes. Cut to `maxBytes` of UTF-8. Never throws, not even for a getter that does.
 */
export function errorText(thrown: unknown, maxBytes = 8_192): string {
  let text: string;
  try {
    text = describe(thrown, new Set());
  } catch {
    text = "A value was thrown that cannot be described.";
  }
  return cut(text.slice(0, maxBytes).replace(UNSTORABLE, "\ufffd"), maxBytes, text.length > maxBytes);
}

function describe(thrown: unknown, seen: Set<unknown>): string {
  if (typeof thrown === "string") return thrown === "" ? "An empty text was thrown." : thrown;
  if (typeof thrown !== "object" || thrown === null) return `${String(thrown)} was thrown.`;
  if (seen.has(thrown) || seen.size >= MOST_CAUSES) return "...";
  seen.add(thrown);
  const message = read(thrown, "message");
  const stack = read(thrown, "stack");
  const isError = Object.prototype.toString.call(thrown) === "[object Error]" || typeof message === "string";
  if (!isError) return describeObject(thrown);
  const name = read(thrown, "name");
  const title = `${typeof name === "string" && name !== "" ? name : "Error"}: ${typeof message === "string" ? message : ""}`;
  const lines = [title.replace(/: $/, ""), ...framesOf(stack)];
  const inner = read(thrown, "errors");
  if (Array.isArray(inner)) lines.push(...inner.slice(0, 3).map((error) => `  - ${describe(error, seen)}`));
  const cause = read(thrown, "cause");
  if (cause !== undefined && cause !== null) lines.push(`Caused by ${describe(cause, seen)}`);
  return lines.join("\n");
}

function read(object: object, property: string): unknown {
  try {
    return (object as Record<string, unknown>)[property];
  } catch {
    return undefined;
  }
}

/** Only the frames: the head of a stack keeps the message that the error had when it was made. */
function framesOf(stack: unknown): readonly string[] {
  if (typeof stack !== "string") return [];
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line) && !/\bnode:internal\b/.test(line));
  return frames.slice(0, MOST_FRAMES);
}

function describeObject(thrown: object): string {
  try {
    return `A value was thrown: ${JSON.stringify(thrown) ?? typeof thrown}`;
  } catch {
    return `A value was thrown: ${Object.prototype.toString.call(thrown)}`;
  }
}

/** Cuts between characters, since half of one could not be stored. */
function cut(text: string, maxBytes: number, isCut: boolean): string {
  const bytes = new TextEncoder().encode(text);
  if (!isCut && bytes.length <= maxBytes) return text;
  const target = new Uint8Array(Math.max(0, maxBytes - 3));
  const { read } = new TextEncoder().encodeInto(text, target);
  return maxBytes < 3 ? "" : `${text.slice(0, read)}…`;
}
