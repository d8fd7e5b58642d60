import { fileURLToPath } from "node:url";
import { createColors } from "picocolors";
import type { Colors } from "picocolors/types.js";
import { enqueueRuns } from "../../api/enqueueRuns.ts";
import { launchWorker } from "../../api/launchWorker.ts";
import { reportJson, runDetails, type RunDetails } from "../../api/runDetails.ts";
import { storeSnapshot } from "../../api/storeSnapshot.ts";
import { RunIds } from "../../api/runId.ts";
import { workerName } from "../../api/workerName.ts";
import type { Graph } from "../../dag/graph.ts";
import { link } from "../../dag/link.ts";
import { renderAscii } from "../../dag/renderAscii.ts";
import { dagOf } from "../../declare/dagOf.ts";
import { declarationOf } from "../../declare/definition.ts";
import type { Ledger } from "../../store/store.ts";
import type { WorkerEvent } from "../../worker/options.ts";
import { demo } from "../demo/dag.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import { createLogger } from "../logger.ts";
import type { Session } from "../session.ts";
import { StatusLine } from "../statusLine.ts";
import { table } from "../table.ts";
import { firstLine, shortVersion, spanText, statusText } from "../text.ts";
import { WorkerProgress } from "../workerProgress.ts";

const RUNS = 3;
const CONCURRENCY = 2;
const POLL_MS = 100;
const LONGEST_MS = 60_000;

/** Initialises the ledger, starts three runs, works them off, and shows what came of them. Ends by itself. */
export async function demoCommand(session: Session): Promise<ExitCode> {
  const ledger = await session.ledger({ check: false });
  await ledger.migrate();
  const dag = dagOf(demo);
  if (dag === undefined) throw new TypeError("the demo's dag is none");
  const { version } = await storeSnapshot(ledger, dag, { activate: true });
  session.output.note(`Activated snapshot ${shortVersion(version)} of the DAG '${dag.name}'.`);
  const runIds = await enqueueDemoRuns(session, ledger, dag.name);
  await workOff(session, ledger, runIds);
  const runs = await readRuns(ledger, runIds);
  if (session.output.json) session.output.document({ runs: runs.map(reportJson) });
  else tell(session, runs, link(declarationOf(dag)).graph);
  return runs.every(({ status }) => status === "succeeded") ? EXIT.done : EXIT.no;
}

async function enqueueDemoRuns({ config, output }: Session, ledger: Ledger, dag: string): Promise<readonly string[]> {
  const ids = new RunIds();
  const runIds = Array.from({ length: RUNS }, () => ids.next());
  for (const [index, runId] of runIds.entries()) {
    await enqueueRuns(ledger, dag, {
      inputs: [{ uri: `memory://${runId}` }],
      metadata: { demo_run: true, index },
      runId,
      maxBytes: config.maxResultBytes,
    });
    output.note(`Enqueued run ${runId}`);
  }
  return runIds;
}

/** Works until these runs have finished, whatever else of earlier demos is left. */
async function workOff(session: Session, ledger: Ledger, runIds: readonly string[]): Promise<void> {
  const { output, config } = session;
  const progress = new WorkerProgress();
  const status = new StatusLine(output, () => progress.line(Date.now()));
  const colors = createColors(output.colors.stderr);
  const began = Date.now();
  try {
    const worker = await launchWorker(config, await session.databaseUrl(), {
      cwd: session.cwd,
      name: workerName("demo"),
      addresses: [`${fileURLToPath(new URL("../demo/dag.js", import.meta.url))}:demo`],
      concurrency: CONCURRENCY,
      pollIntervalMs: POLL_MS,
      drain: false,
      inline: false,
      watch: false,
      logger: createLogger({
        level: session.logLevel === "debug" ? "debug" : "silent",
        json: false,
        colors: false,
        write: (line) => status.note(line),
      }),
      onEvent: (event) => {
        progress.add(event, Date.now());
        const line = eventLine(colors, event, runIds, Date.now() - began);
        if (line !== null) status.note(line);
      },
    });
    session.interrupts.listen(() => worker.kill());
    const watching = stopWhenFinished(ledger, runIds, worker);
    await Promise.all([worker.done, watching]);
  } finally {
    status.close();
  }
}

async function stopWhenFinished(
  ledger: Ledger,
  runIds: readonly string[],
  worker: { stop(): void; readonly done: Promise<void> },
): Promise<void> {
  const end = { reached: false };
  const ended = () => {
    end.reached = true;
  };
  worker.done.then(ended, ended);
  const deadline = Date.now() + LONGEST_MS;
  const open = new Set(runIds);
  while (open.size > 0 && !end.reached && Date.now() < deadline) {
    for (const runId of open) {
      const report = await ledger.report(runId);
      if (report === null || report.finishedAt !== null) open.delete(runId);
    }
    if (open.size > 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  worker.stop();
}

function eventLine(colors: Colors, event: WorkerEvent, runIds: readonly string[], ms: number): string | null {
  const index = runIds.indexOf(event.runId);
  if (index < 0 || event.kind === "released" || event.kind === "refused") return null;
  const kind = event.kind === "started" ? colors.dim("started") : statusText(colors, event.kind);
  const more = event.error === undefined ? "" : `  ${firstLine(event.error, 70)}`;
  const attempt = event.attempt > 1 ? ` (attempt ${event.attempt})` : "";
  return `${(ms / 1_000).toFixed(2).padStart(6)}s  run ${index + 1}  ${event.task.padEnd(9)} ${kind}${attempt}${more}`;
}

async function readRuns(ledger: Ledger, runIds: readonly string[]): Promise<readonly RunDetails[]> {
  const reports = await Promise.all(runIds.map((runId) => ledger.report(runId)));
  return reports.filter((report) => report !== null).map(runDetails);
}

function tell({ output, colors }: Session, runs: readonly RunDetails[], graph: Graph): void {
  const { tasks } = graph;
  const rows = runs.map((run) => [
    run.runId,
    statusText(colors, run.status),
    spanText(run.createdAt, run.finishedAt),
    ...tasks.map((name) => {
      const task = run.tasks[name];
      if (task === undefined) return "-";
      return `${statusText(colors, task.status)}${task.attempts > 1 ? ` x${task.attempts}` : ""}`;
    }),
  ]);
  output.line("");
  output.line(table(colors, ["RUN", "STATUS", "TOOK", ...tasks], rows));
  output.line("");
  output.line(renderAscii(graph));
  output.note(`\nLook closer with \`orchex report ${runs[0]?.runId ?? "RUN"}\`.`);
}
