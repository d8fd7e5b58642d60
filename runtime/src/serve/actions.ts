import { cancelRun } from "../api/cancelRun.ts";
import { enqueueRuns } from "../api/enqueueRuns.ts";
import { initDb } from "../api/initDb.ts";
import { knownDag } from "../api/knownNames.ts";
import { retryJobs } from "../api/retryJobs.ts";
import { OrchexError } from "../dag/error.ts";
import { quote } from "../dag/quote.ts";
import type { CancellationToken } from "vscode-jsonrpc/node";
import type { Children } from "./children.ts";
import type { Handlers } from "./handlers.ts";
import type { LedgerLink } from "./ledgerLink.ts";
import { progressOf } from "./progressOf.ts";
import type { Progress, StoredVersion } from "./protocol.ts";
import { runCommand } from "./runCommand.ts";

const MOST_RUNS = 10_000;
const WANTED = ["running", "paused", "draining", "stopped"] as const;

type Actions = Pick<Handlers, "initDb" | "snapshot" | "activate" | "enqueue" | "cancel" | "retry" | "wantWorker">;

export interface ActionContext {
  readonly link: LedgerLink;
  readonly children: Children;
  readonly onProgress: (progress: Progress) => void;
}

/** What changes something. An embedded server that does not run is started for it. */
export function actions({ link, children, onProgress }: ActionContext): Actions {
  return {
    initDb: async () => {
      const { schema } = await link.config();
      const { migrated } = await link.use((ledger) => initDb(ledger, schema, null), { start: true, check: false });
      return { schema, migrated };
    },
    snapshot: async (params, token) => {
      const activate = params.flag("activate") ? ["--activate"] : [];
      const args = ["snapshot", `--dag=${params.text("address")}`, ...activate];
      const told = progressOf(params, onProgress);
      told("Loading the module");
      return (await runCommand(children, args, { onLine: told, signal: signalOf(token) })) as StoredVersion;
    },
    activate: (params) =>
      link.use(
        async (ledger) => {
          const [dag, version] = [params.text("dag"), params.text("version")];
          await knownDag(ledger, dag);
          return { version: await ledger.activate(dag, version) };
        },
        { start: true },
      ),
    enqueue: async (params) => {
      const { maxResultBytes: maxBytes } = await link.config();
      const inputs = params.value("inputs");
      const count = params.count("count", 1, MOST_RUNS);
      const metadata = params.value("metadata");
      const runId = params.optionalRunId("runId");
      const runs = { inputs: Array.from({ length: count }, () => inputs), metadata, runId, maxBytes };
      if (runId !== undefined && count > 1) {
        throw new OrchexError("serve.invalid-params", "runId names one run: leave count out");
      }
      return await link.use((ledger) => enqueueRuns(ledger, params.text("dag"), runs), { start: true });
    },
    cancel: (params) => link.use((ledger) => cancelRun(ledger, params.runId("runId")), { start: true }),
    retry: (params) =>
      link.use(
        async (ledger) => {
          const [dag, task, run] = [
            params.optionalText("dag"),
            params.optionalText("task"),
            params.optionalRunId("run"),
          ];
          const filter = {
            ...(dag !== undefined && { dag }),
            ...(task !== undefined && { task }),
            ...(run !== undefined && { run }),
          };
          return { jobs: await retryJobs(ledger, params.choice("status", ["dead", "failed"]), filter) };
        },
        { start: true },
      ),
    wantWorker: (params) =>
      link.use(async (ledger) => {
        const [workerId, wanted] = [params.text("workerId"), params.choice("wanted", WANTED)];
        if (await ledger.wantWorker(workerId, wanted)) return { workerId, wanted };
        throw new OrchexError("worker.unknown", `No live worker has the id ${quote(workerId)}`);
      }),
  };
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  const abort = () => controller.abort(new OrchexError("serve.cancelled", "Cancelled"));
  if (token.isCancellationRequested) abort();
  else token.onCancellationRequested(abort);
  return controller.signal;
}
