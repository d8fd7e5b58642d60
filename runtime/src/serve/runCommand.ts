import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { OrchexError } from "../dag/error.ts";
import { visible } from "../dag/visible.ts";
import type { Children } from "./children.ts";
import type { Told } from "./protocol.ts";

export interface CommandOptions {
  /** Hears what the command says while it works. */
  readonly onLine?: (line: string) => void;
  /** Ends the command. */
  readonly signal?: AbortSignal;
}

/** Runs `orchex … --json` in a process of its own and answers its document; throws what it tells. */
export async function runCommand(
  children: Children,
  args: readonly string[],
  { onLine = () => {}, signal }: CommandOptions = {},
): Promise<unknown> {
  signal?.throwIfAborted();
  const child = children.start("./commandChild.js", [...args, "--json"], "pipe");
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("a child without pipes");
  const abort = () => child.kill("SIGKILL");
  signal?.addEventListener("abort", abort, { once: true });
  let last = "";
  createInterface({ input: stderr }).on("line", (line) => {
    if (line.trim() === "") return;
    last = visible(line);
    onLine(last);
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  try {
    const [answer, code] = await Promise.all([text(stdout), ended]);
    signal?.throwIfAborted();
    return documentOf(answer, code, last);
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

/** A module of the user's may have printed on stdout too: the document is the last line. */
function documentOf(answer: string, code: number | null, last: string): unknown {
  const line = answer.trimEnd().split("\n").at(-1) ?? "";
  let document: unknown;
  try {
    document = JSON.parse(line);
  } catch {
    document = undefined;
  }
  if (code === 0 && document !== undefined) return document;
  const told = (document as { readonly error?: Told } | null | undefined)?.error;
  if (told !== undefined) {
    throw new OrchexError(told.code, told.message, told.remedy === null ? {} : { remedy: told.remedy });
  }
  throw new OrchexError("serve.child-ended", `The command ended without an answer${last === "" ? "" : `: ${last}`}`, {
    remedy: "Run it in a terminal, with --debug, to see why.",
  });
}
