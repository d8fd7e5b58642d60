import { AbstractMessageReader, type DataCallback, type Disposable, type Message } from "vscode-languageserver/node";

/** A 50 MB document escapes to less than this; a length beyond it is taken for a mistake. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;
const MAX_HEADER_BYTES = 8 * 1024;
const HEADER_END = Buffer.from("\r\n\r\n");
/** Cannot stand inside a sound message, since JSON escapes line ends: where it does, a length was wrong. */
const FRAME = /Content-Length: *\d+\r\n(?:[A-Za-z-]+: [^\r\n]*\r\n)*\r\n/i;

/**
 * Reads JSON-RPC messages from a stream and never gives up on it: a header without a sound length, a body that is no
 * JSON or no message is reported as an error, and reading goes on at the next header that can be found. (The reader that
 * comes with vscode-jsonrpc loses the boundaries for good.)
 */
export class MessageReader extends AbstractMessageReader {
  readonly #stream: NodeJS.ReadableStream;
  #chunks: Buffer[] = [];
  #held = 0;
  /** Bytes needed before it is worth looking again: a large message arrives in thousands of chunks. */
  #wanted = 1;

  constructor(stream: NodeJS.ReadableStream) {
    super();
    this.#stream = stream;
  }

  listen(callback: DataCallback): Disposable {
    const onData = (chunk: Buffer | string) => {
      this.#chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
      this.#held += chunk.length;
      if (this.#held >= this.#wanted) this.#read(callback);
    };
    const onError = (error: unknown) => this.fireError(error);
    const onEnd = () => this.fireClose();
    this.#stream.on("data", onData).on("error", onError).on("end", onEnd).on("close", onEnd);
    return {
      dispose: () => {
        this.#stream.off("data", onData).off("error", onError).off("end", onEnd).off("close", onEnd);
      },
    };
  }

  #read(callback: DataCallback): void {
    let buffer: Buffer = Buffer.concat(this.#chunks);
    this.#wanted = 1;
    while (buffer.length > 0) {
      const next = this.#take(buffer, callback);
      if (next === null) break;
      buffer = next;
    }
    this.#chunks = buffer.length === 0 ? [] : [buffer];
    this.#held = buffer.length;
  }

  /** Handles the first message of the buffer and answers what is left; null when more must arrive first. */
  #take(buffer: Buffer, callback: DataCallback): Buffer | null {
    const end = buffer.subarray(0, MAX_HEADER_BYTES).indexOf(HEADER_END);
    if (end < 0) {
      if (buffer.length < MAX_HEADER_BYTES) return null;
      return this.#skip(buffer, 1, "a header that does not end");
    }
    const length = lengthIn(buffer.toString("latin1", 0, end));
    const start = end + HEADER_END.length;
    if (length === undefined) return this.#skip(buffer, 1, "a header without a sound Content-Length");
    if (buffer.length < start + length) {
      this.#wanted = start + length;
      return null;
    }
    const body = buffer.toString("utf8", start, start + length);
    const fault = deliver(body, callback);
    if (fault === null) return buffer.subarray(start + length);
    if (fault.isJson) {
      this.fireError(new Error(`Skipped a message: ${fault.message}`));
      return buffer.subarray(start + length);
    }
    return this.#skip(buffer, start, `a message: ${fault.message}`);
  }

  /** Goes on at the next header behind `from`, or throws away what cannot be the beginning of one. */
  #skip(buffer: Buffer, from: number, what: string): Buffer {
    this.fireError(new Error(`Skipped ${what}.`));
    const rest = buffer.toString("latin1", from);
    const found = FRAME.exec(rest)?.index ?? rest.search(/Content-Length:[^{}]*$/i);
    return found < 0 ? Buffer.alloc(0) : buffer.subarray(from + found);
  }
}

function lengthIn(header: string): number | undefined {
  const digits = /^Content-Length: *(\d{1,12}) *$/im.exec(header)?.[1];
  const length = Number(digits);
  return digits !== undefined && length <= MAX_MESSAGE_BYTES ? length : undefined;
}

/** Hands a body on. What is no JSON had a wrong length as well, as a rule. */
function deliver(body: string, callback: DataCallback): { readonly message: string; readonly isJson: boolean } | null {
  let message: unknown;
  try {
    message = JSON.parse(body);
  } catch {
    return { message: "its body is no JSON", isJson: false };
  }
  if (!isMessage(message)) return { message: "it is no JSON-RPC message", isJson: true };
  try {
    callback(message);
    return null;
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error), isJson: true };
  }
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { id, method, params } = value as Record<string, unknown>;
  if (method === undefined) return typeof id === "number" || typeof id === "string" || id === null;
  // vscode-jsonrpc looks into the parameters of this one without asking whether there are any.
  if (method === "$/cancelRequest") return typeof params === "object" && params !== null;
  return typeof method === "string";
}
