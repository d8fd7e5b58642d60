import { OrchexError } from "../dag/error.ts";
import { quote } from "../dag/quote.ts";
import { encodeJson } from "../run/json.ts";
import type { EnqueueOptions } from "../store/store.ts";
import { isUuid, type RunIds } from "./runId.ts";

export interface RunsToEnqueue {
  /** One a run. */
  readonly inputs: readonly unknown[];
  /** Of every run. */
  readonly metadata?: unknown;
  /** Only for a single run. */
  readonly runId?: string | undefined;
  readonly maxBytes: number;
}

/** Checks and encodes runs for the ledger. Throws `run.invalid-id`, or the `json.*` code of what JSON cannot keep. */
export function prepareRuns({ inputs, metadata, runId, maxBytes }: RunsToEnqueue, ids: RunIds): EnqueueOptions {
  if (runId !== undefined && !isUuid(runId)) throw invalidRunId(runId);
  const one = inputs.length === 1;
  const metadataText = metadata === undefined || metadata === null ? null : objectText(metadata, "metadata", maxBytes);
  return {
    inputs: inputs.map((value, index) => objectText(value ?? {}, one ? "inputs" : `inputs[${index}]`, maxBytes)),
    metadata: inputs.map(() => metadataText),
    runIds: runId === undefined ? inputs.map(() => ids.next()) : [runId.toLowerCase()],
    ownId: runId !== undefined,
  };
}

export function invalidRunId(text: string): OrchexError {
  return new OrchexError("run.invalid-id", `${quote(text)} is not a run id: it must be a UUID`, {
    remedy: "`orchex runs` lists run ids.",
  });
}

function objectText(value: unknown, root: string, maxBytes: number): string {
  const encoded = encodeJson(value, { maxBytes, root });
  if (!encoded.ok) {
    throw new OrchexError(encoded.code, encoded.message.replace(/\.$/, ""), {
      remedy: "Give what JSON and Postgres can keep; put large data in a store of its own and pass a reference.",
    });
  }
  if (!encoded.text.startsWith("{")) {
    throw new OrchexError("json.not-object", `${root} must be a JSON object, not ${kindOf(encoded.text)}`, {
      remedy: 'Give an object such as {"uri": "s3://bucket/key"}.',
    });
  }
  return encoded.text;
}

function kindOf(text: string): string {
  if (text === "null") return "null";
  if (text.startsWith("[")) return "an array";
  if (text.startsWith('"')) return "a text";
  return text === "true" || text === "false" ? "a boolean" : "a number";
}
