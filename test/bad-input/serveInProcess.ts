import { PassThrough } from "node:stream";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { PROTOCOL, type Told } from "../../runtime/dist/serve/protocol.js";
import { serve } from "../../runtime/dist/serve/serve.js";
import { FIXTURES } from "../cli/cli.ts";
import type { Environment } from "./cliInProcess.ts";

interface Refusal {
  readonly code: number;
  readonly message: string;
  readonly data?: Told;
}

export interface ServeInProcess {
  /** What a request is answered with, or how it is refused; its parameters may be anything. */
  readonly ask: (
    method: string,
    params: unknown,
  ) => Promise<{ readonly result: unknown } | { readonly error: Refusal }>;
  /** Everything that it has written. */
  readonly said: () => string;
  readonly end: () => Promise<void>;
}

/** `orchex serve` in this process, initialized. Settings are the environment's, which is this process's while it lasts. */
export async function serveInProcess(env: Environment): Promise<ServeInProcess> {
  const before = process.env;
  const kept = Object.entries({ PATH: before["PATH"], HOME: before["HOME"], ...env });
  process.env = Object.fromEntries(kept.filter(([, value]) => value !== undefined));
  const [input, output] = [new PassThrough(), new PassThrough()];
  let said = "";
  output.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
  const ended = serve({ input, output, cwd: FIXTURES, version: "0.0.0", restMs: 50, idleMs: 1_000 });
  const connection = createMessageConnection(new StreamMessageReader(output), new StreamMessageWriter(input));
  connection.listen();
  await connection.sendRequest("initialize", { protocol: PROTOCOL });
  return {
    ask: (method, params) =>
      connection.sendRequest<unknown>(method, params).then(
        (result) => ({ result }),
        ({ code, message, data }: Refusal) => ({ error: { code, message, ...(data === undefined ? {} : { data }) } }),
      ),
    said: () => said,
    end: async () => {
      input.end();
      await ended;
      connection.dispose();
      process.env = before;
    },
  };
}
