import { enqueueRuns } from "../../api/enqueueRuns.ts";
import { OrchexError } from "../../dag/error.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import type { EnqueueFlags } from "../ledgerCommands.ts";
import { readCount, readJsonOption, readRunId, wrongUsage } from "../readOptions.ts";
import type { Session } from "../session.ts";

const MOST_RUNS = 1_000_000;

export async function enqueueCommand(session: Session, flags: EnqueueFlags): Promise<ExitCode> {
  const { output } = session;
  const count = flags.count === undefined ? 1 : readCount("--count", flags.count, 1, MOST_RUNS);
  const runId = flags.runId === undefined ? undefined : readRunId(flags.runId);
  if (runId !== undefined && flags.count !== undefined) throw wrongUsage("--run-id names one run: leave --count out");
  const inputs = await inputsOf(session, flags);
  const metadata =
    flags.metadata === undefined ? undefined : await readJsonOption("--metadata", flags.metadata, session.cwd);
  const dag = await session.requiredDagName();
  const ledger = await session.ledger();
  const made = await enqueueRuns(ledger, dag, {
    inputs: Array.from({ length: count }, () => inputs),
    metadata,
    runId,
    maxBytes: session.config.maxResultBytes,
  });
  if (flags.count !== undefined) {
    if (output.json) output.document({ runIds: made.runIds });
    else output.line(`Enqueued ${count} ${count === 1 ? "run" : "runs"}.`);
    return EXIT.done;
  }
  const [id = ""] = made.runIds;
  if (output.json) output.document({ runId: id, dag, version: made.version });
  else output.line(`Enqueued run ${id}`);
  if (!made.created)
    output.note("It was there already, with the same inputs: nothing new runs; its metadata was replaced.");
  return EXIT.done;
}

async function inputsOf({ cwd }: Session, { uri, inputs }: EnqueueFlags): Promise<unknown> {
  const given = inputs === undefined ? {} : await readJsonOption("--inputs", inputs, cwd);
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    const kind = given === null ? "null" : Array.isArray(given) ? "an array" : `a ${typeof given}`;
    throw new OrchexError("json.not-object", `--inputs must be a JSON object, not ${kind}`, {
      remedy: `Give an object such as '{"uri": "s3://bucket/key"}'.`,
    });
  }
  return uri === undefined ? given : { uri, ...given };
}
