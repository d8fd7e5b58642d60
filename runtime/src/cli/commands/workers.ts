import { OrchexError } from "../../dag/error.ts";
import { quote } from "../../dag/quote.ts";
import { visible } from "../../dag/visible.ts";
import { didYouMean } from "../../api/knownNames.ts";
import type { WantedState, WorkerSummary } from "../../store/store.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import { readChoice, wrongUsage } from "../readOptions.ts";
import type { Session } from "../session.ts";
import { table } from "../table.ts";
import { firstLine, timeText } from "../text.ts";

const WANTED = { pause: "paused", resume: "running", drain: "draining", stop: "stopped" } as const satisfies Readonly<
  Record<string, WantedState>
>;
type Action = keyof typeof WANTED;

export async function workersCommand(
  session: Session,
  action: string | undefined,
  id: string | undefined,
): Promise<ExitCode> {
  if (action === undefined) return await list(session);
  const chosen = readChoice("The action", action, Object.keys(WANTED) as Action[]);
  if (id === undefined) throw wrongUsage(`workers ${chosen} needs a worker's id`, "`orchex workers` lists them.");
  return await want(session, WANTED[chosen], id);
}

async function list({ ledger, output, colors }: Session): Promise<ExitCode> {
  const workers = await (await ledger()).workers();
  if (output.json) {
    output.document(
      workers.map((worker) => ({
        workerId: worker.workerId,
        host: worker.host,
        pid: worker.pid,
        dags: worker.dags,
        concurrency: worker.concurrency,
        state: worker.state,
        wanted: worker.wanted,
        jobs: worker.jobs,
        startedAt: worker.startedAt,
        heartbeatAt: worker.heartbeatAt,
      })),
    );
  } else if (workers.length === 0) {
    output.note("No worker runs, and none ended within the last day.");
  } else {
    const rows = workers.map((worker) => [
      firstLine(worker.workerId, 40),
      `${visible(worker.host)}:${worker.pid}`,
      firstLine(worker.dags.join(", "), 40),
      stateText(worker),
      `${worker.jobs}/${worker.concurrency}`,
      timeText(worker.startedAt),
      timeText(worker.heartbeatAt),
    ]);
    output.line(table(colors, ["WORKER", "HOST", "DAGS", "STATE", "JOBS", "STARTED", "HEARTBEAT"], rows));
  }
  return EXIT.done;
}

/** A worker that has ended obeys nobody. */
function stateText({ state, wanted }: WorkerSummary): string {
  return state === wanted || state === "stopped" || state === "lost" ? state : `${state} (wanted ${wanted})`;
}

async function want({ ledger, output }: Session, wanted: WantedState, id: string): Promise<ExitCode> {
  const store = await ledger();
  if (!(await store.wantWorker(id, wanted))) {
    const ids = (await store.workers())
      .filter(({ state }) => state !== "stopped" && state !== "lost")
      .map(({ workerId }) => workerId);
    throw new OrchexError("worker.unknown", `No live worker has the id ${quote(id)}${didYouMean(ids, id)}`, {
      remedy: "`orchex workers` lists them.",
    });
  }
  if (output.json) output.document({ workerId: id, wanted });
  else output.line(`Worker ${visible(id)} is wanted ${wanted}: it obeys within a heartbeat.`);
  return EXIT.done;
}
