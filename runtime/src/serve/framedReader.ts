import type { Readable } from "node:stream";
import { AbstractMessageReader, Disposable, type DataCallback, type MessageReader } from "vscode-jsonrpc/node";

/** Inputs of a run may have 16 MiB, and JSON in JSON is longer than itself. */
const MOST_BYTES = 48 * 1024 * 1024;
const MOST_HEADER_BYTES = 4_096;
const SEPARATOR = Buffer.from("\r\n\r\n");

/**
 * Reads messages with LSP's framing. What is not JSON is reported and skipped; after a header that makes no sense, or
 * one that announces more than anybody would send, the rest of the stream has no meaning: it is closed, so that no peer
 * can fill the memory.
 */
export class FramedReader extends AbstractMessageReader implements MessageReader {
  readonly #input: Readable;
  #chunks: Buffer[] = [];
  #size = 0;
  /** Of the message that is on its way; null while its header is. */
  #expected: number | null = null;
  #broken = false;

  constructor(input: Readable) {
    super();
    this.#input = input;
  }

  listen(callback: DataCallback): Disposable {
    const read = (chunk: Buffer) => this.#read(chunk, callback);
    const close = () => this.fireClose();
    const fail = (error: Error) => this.fireError(error);
    this.#input.on("data", read).once("end", close).once("close", close).on("error", fail);
    return Disposable.create(() => this.#input.off("data", read));
  }

  #read(chunk: Buffer, callback: DataCallback): void {
    if (this.#broken) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    try {
      while (this.#size >= (this.#expected ?? 1)) {
        if (this.#expected === null) {
          const length = this.#header();
          if (length === null) return;
          this.#expected = length;
        } else {
          const body = this.#take(this.#expected);
          this.#expected = null;
          this.#deliver(body, callback);
        }
      }
    } catch (error) {
      this.#broken = true;
      this.#chunks = [];
      this.fireError(error);
      this.fireClose();
    }
  }

  /** The length that the header announces, once it has arrived whole. */
  #header(): number | null {
    const bytes = this.#joined();
    const end = bytes.subarray(0, MOST_HEADER_BYTES).indexOf(SEPARATOR);
    if (end < 0) {
      if (bytes.length >= MOST_HEADER_BYTES) throw new Error("A message has no header");
      return null;
    }
    const header = this.#take(end + SEPARATOR.length).toString("latin1");
    const length = /^content-length:\s*(\d{1,10})\s*$/im.exec(header)?.[1];
    if (length === undefined) throw new Error("A message's header does not say its length");
    if (Number(length) > MOST_BYTES) throw new Error(`A message of ${length} bytes is too long`);
    return Number(length);
  }

  #deliver(body: Buffer, callback: DataCallback): void {
    try {
      callback(JSON.parse(body.toString("utf8")) as Parameters<DataCallback>[0]);
    } catch (error) {
      this.fireError(error);
    }
  }

  #take(length: number): Buffer {
    const bytes = this.#joined();
    const rest = bytes.subarray(length);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#size = rest.length;
    return bytes.subarray(0, length);
  }

  #joined(): Buffer {
    const joined = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#chunks = joined === undefined ? [] : [joined];
    return joined ?? Buffer.alloc(0);
  }
}
