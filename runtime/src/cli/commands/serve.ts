import { EXIT } from "../exitCode.ts";
import { idleSeconds } from "../../embedded/idleSeconds.ts";
import { serve } from "../../serve/serve.ts";

/** How long an editor that shows nothing new keeps the embedded server; ORCHEX_SERVE_REST_SECONDS says otherwise. */
const REST_SECONDS = 300;

const LAST_WORDS_MS = 300;

/** Speaks JSON-RPC on stdin and stdout until stdin ends. */
export async function serveCommand(version: string): Promise<void> {
  const rest = Number(process.env["ORCHEX_SERVE_REST_SECONDS"]);
  await serve({
    input: process.stdin,
    output: process.stdout,
    cwd: process.cwd(),
    version,
    restMs: (rest > 0 ? rest : REST_SECONDS) * 1_000,
    idleMs: idleSeconds(process.env) * 1_000,
  });
  // An editor that hangs instead of reading must not keep us: what it did not read by now, nobody will.
  setTimeout(() => process.exit(EXIT.done), LAST_WORDS_MS).unref();
}
