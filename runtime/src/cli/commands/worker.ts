import { launchWorker } from "../../api/launchWorker.ts";
import { workerName } from "../../api/workerName.ts";
import { CONCURRENCY, POLL_SECONDS } from "../../config/ranges.ts";
import { quote } from "../../dag/quote.ts";
import type { Logger, RunningWorker } from "../../worker/options.ts";
import type { WorkerFlags } from "../dagCommands.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import { createLogger } from "../logger.ts";
import { readCount, readSeconds } from "../readOptions.ts";
import type { Session } from "../session.ts";
import { StatusLine } from "../statusLine.ts";
import { WorkerProgress } from "../workerProgress.ts";

export async function workerCommand(session: Session, flags: WorkerFlags): Promise<ExitCode> {
  const { output, config } = session;
  const name = flags.workerId ?? workerName();
  const concurrency =
    flags.concurrency === undefined
      ? config.concurrency
      : readCount("--concurrency", flags.concurrency, CONCURRENCY.from, CONCURRENCY.to);
  const pollIntervalMs =
    flags.pollInterval === undefined
      ? config.pollIntervalMs
      : readSeconds("--poll-interval", flags.pollInterval, POLL_SECONDS) * 1_000;
  const addresses = session.addresses();
  session.requireDag();
  // Says at once, and only once, what is wrong with the schema.
  await session.ledger();
  const progress = new WorkerProgress();
  const status = new StatusLine(output, () => progress.line(Date.now()));
  const logger = createLogger({
    level: session.logLevel,
    json: output.json,
    colors: output.colors.stderr && !output.json,
    write: (line) => status.note(line),
  });
  try {
    const worker = await launchWorker(config, await session.databaseUrl(), {
      cwd: session.cwd,
      name,
      addresses,
      concurrency,
      pollIntervalMs,
      drain: flags.drain === true,
      inline: flags.inline === true,
      watch: flags.watch === true,
      logger,
      onEvent: (event) => progress.add(event, Date.now()),
    });
    logger.info("worker started", { worker: name, dags: worker.dags.join(","), concurrency });
    const forced = listenForSignals(session, worker, logger);
    await Promise.all([worker.done, warnOfMissingSnapshots(session, worker, logger)]);
    logger.info("worker ended", { worker: name, ...progress.counts });
    if (output.json) output.document({ workerId: name, ...progress.counts });
    return forced() ? EXIT.interrupted : EXIT.done;
  } finally {
    status.close();
  }
}

/** The first signal lets bodies finish, the second gives them up, a third waits for nothing. Answers whether there was a second. */
function listenForSignals(session: Session, worker: RunningWorker, logger: Logger): () => boolean {
  let signals = 0;
  session.interrupts.listen((signal) => {
    signals += 1;
    if (signals === 1) {
      logger.info("ending once what runs has finished; a second signal gives it up", { signal });
      worker.stop();
    } else if (signals === 2) {
      worker.kill();
    } else {
      session.interrupts.end();
    }
  });
  return () => signals > 1;
}

async function warnOfMissingSnapshots(session: Session, worker: RunningWorker, logger: Logger): Promise<void> {
  try {
    const ledger = await session.ledger();
    for (const dag of worker.dags) {
      if ((await ledger.activeSnapshot(dag)) !== null) continue;
      logger.warn(`DAG ${quote(dag)} has no active snapshot yet: waiting for \`orchex snapshot --activate\``);
    }
  } catch {
    // Only a warning is missed; a database that stays away is the worker's to tell.
  }
}
