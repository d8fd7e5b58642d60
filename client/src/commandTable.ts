import type { Command } from "./commands/command.ts";
import { activateOlder } from "./commands/activateOlder.ts";
import { cancelRun } from "./commands/cancelRun.ts";
import { compareWithActive } from "./commands/compareWithActive.ts";
import { copyError } from "./commands/copyError.ts";
import { copyRunId } from "./commands/copyRunId.ts";
import { enqueue } from "./commands/enqueue.ts";
import { getStarted } from "./commands/getStarted.ts";
import { initialiseDatabase } from "./commands/initialiseDatabase.ts";
import { initialiseProject } from "./commands/initialiseProject.ts";
import { openCode } from "./commands/openCode.ts";
import { openDocument } from "./commands/openDocument.ts";
import { restartServer } from "./commands/restartServer.ts";
import { retryDead } from "./commands/retryDead.ts";
import { retryFailed } from "./commands/retryFailed.ts";
import { retryJob } from "./commands/retryJob.ts";
import { retryRun } from "./commands/retryRun.ts";
import { setDatabase } from "./commands/setDatabase.ts";
import { showGraph } from "./commands/showGraph.ts";
import { showLog } from "./commands/showLog.ts";
import { showRunGraph } from "./commands/showRunGraph.ts";
import { showRunReport } from "./commands/showRunReport.ts";
import { showWorkerLog } from "./commands/showWorkerLog.ts";
import { snapshot } from "./commands/snapshot.ts";
import { snapshotAndActivate } from "./commands/snapshotAndActivate.ts";
import { startDatabase } from "./commands/startDatabase.ts";
import { startWorker } from "./commands/startWorker.ts";
import { stopDatabase } from "./commands/stopDatabase.ts";
import { wantWorker } from "./commands/wantWorker.ts";

/** Every command by its name, which the manifest has too; `activate`, `openJob` and `showTask` are given by code lenses and items only. */
export const commandTable: Readonly<Record<string, Command>> = {
  activate: activateOlder,
  activateOlder,
  cancelRun,
  compareWithActive,
  copyError,
  copyRunId,
  drainWorker: wantWorker("draining"),
  enqueue,
  getStarted,
  initialiseDatabase,
  initialiseProject,
  openCode,
  openError: openDocument("error"),
  openInputs: openDocument("inputs"),
  openJob: openDocument("job"),
  openResult: openDocument("result"),
  pauseWorker: wantWorker("paused"),
  restartServer,
  resumeWorker: wantWorker("running"),
  retryDead,
  retryFailed,
  retryJob,
  retryRun,
  retryTask: retryDead,
  setDatabase,
  showGraph,
  showLog,
  showRunGraph,
  showRunReport,
  showTask: showGraph,
  showWorkerLog,
  snapshot,
  snapshotAndActivate,
  startDatabase,
  startWorker,
  stopDatabase,
  stopWorker: wantWorker("stopped"),
};
