import { PassThrough } from "node:stream";
import type { Message } from "vscode-languageserver/node";
import { expect, test } from "vitest";
import { MessageReader } from "./messageReader.ts";

function frame(message: unknown): string {
  const body = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const hello = { jsonrpc: "2.0", id: 1, method: "hello", params: { text: "été 🚀" } };
const bye = { jsonrpc: "2.0", method: "bye" };

/** Feeds bytes in pieces of the given size; answers what was read, and how many errors were reported. */
function read(bytes: string, piece = Infinity): { readonly messages: Message[]; readonly errors: number } {
  const stream = new PassThrough();
  const reader = new MessageReader(stream);
  const messages: Message[] = [];
  let errors = 0;
  reader.onError(() => errors++);
  reader.listen((message) => messages.push(message));
  const buffer = Buffer.from(bytes);
  for (let at = 0; at < buffer.length; at += piece) stream.emit("data", buffer.subarray(at, at + piece));
  return { messages, errors };
}

test.each([1, 2, 7, Infinity])("messages are read whole when they arrive in pieces of %d bytes", (piece) => {
  expect(read(frame(hello) + frame(bye), piece)).toEqual({ messages: [hello, bye], errors: 0 });
});

test("other headers may stand beside the length, and names of headers have any case", () => {
  const body = JSON.stringify(bye);
  const headers = `Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length: ${body.length}\r\n\r\n`;
  expect(read(headers + body).messages).toEqual([bye]);
});

test.each([
  ["no number", "Content-Length: abc\r\n\r\n{}"],
  ["a negative length", "Content-Length: -5\r\n\r\n{}"],
  ["an absurd length", "Content-Length: 99999999999\r\n\r\n{}"],
  ["no length", "Content-Type: text\r\n\r\n"],
  ["a length that is too small", `Content-Length: 10\r\n\r\n${JSON.stringify(hello)}`],
  ["a length that is too large", `Content-Length: ${JSON.stringify(bye).length + 20}\r\n\r\n${JSON.stringify(bye)}`],
  ["garbage", "\u0000\u0001 no protocol at all\r\n\r\n"],
  ["a body that is no JSON", "Content-Length: 3\r\n\r\n{x}"],
  ["a body that is no message", "Content-Length: 4\r\n\r\nnull"],
  ["a batch", "Content-Length: 2\r\n\r\n[]"],
  ["a cancellation of nothing", frame({ jsonrpc: "2.0", method: "$/cancelRequest" })],
])("after %s the next message is read", (_, bytes) => {
  const { messages, errors } = read(bytes + frame(hello));
  expect(messages).toEqual([hello]);
  expect(errors).toBeGreaterThan(0);
});

test("a header that never ends is thrown away", () => {
  const { messages, errors } = read("x".repeat(20_000) + frame(hello));
  expect(messages).toEqual([hello]);
  expect(errors).toBeGreaterThan(0);
});
