import type { Command } from "commander";
import type { Run } from "./program.ts";

/** The commands that only read or repair the ledger: with a plain DAG name, or none, they never load user code. */
export function addLedgerCommands(program: Command, run: Run): void {
  program
    .command("enqueue")
    .description("start a run of the active snapshot")
    .option("--run-id <uuid>", "the run's id; the same again, with the same inputs, is the same run")
    .option("--uri <uri>", "sets inputs.uri")
    .option("--inputs <json>", "a JSON object, merged over --uri; @file reads a file, - stdin")
    .option("--metadata <json>", "a JSON object kept beside the run; @file and - as above")
    .option("--count <n>", "start this many runs with these inputs")
    .action((options: EnqueueFlags) =>
      run(async (session) => (await import("./commands/enqueue.ts")).enqueueCommand(session, options)),
    );

  program
    .command("runs")
    .description("list runs, newest first")
    .option("--status <status>", "running, paused, succeeded, failed or cancelled")
    .option("--limit <n>", "at most this many", "20")
    .option("--all", "of every DAG")
    .action((options: { status?: string; limit: string; all?: true }) =>
      run(async (session) => (await import("./commands/runs.ts")).runsCommand(session, options)),
    );

  program
    .command("report")
    .argument("<run>", "a run id")
    .description("show a run and its tasks")
    .action((runId: string) =>
      run(async (session) => (await import("./commands/report.ts")).reportCommand(session, runId)),
    );

  program
    .command("cancel")
    .argument("<run>", "a run id")
    .description("cancel what a run still has to do")
    .action((runId: string) =>
      run(async (session) => (await import("./commands/cancel.ts")).cancelCommand(session, runId)),
    );

  for (const status of ["dead", "failed"] as const) {
    program
      .command(`retry-${status}`)
      .description(`give ${status} jobs of the DAG another life, with attempts from zero`)
      .option("--task <name>", "only this task")
      .option("--since <time>", 'only those that failed since: an ISO time, or a duration such as "2h"')
      .option("--min-attempts <n>", "only those with at least this many attempts")
      .option("--run <uuid>", "only this run, of whichever DAG")
      .option("--all", "of every DAG, which is never meant by giving none")
      .action((options: RetryFlags) =>
        run(async (session) => (await import("./commands/retry.ts")).retryCommand(session, status, options)),
      );
  }

  program
    .command("queue-depth")
    .description("count jobs by status: of every DAG, or of the one given with --dag")
    .action(() => run(async (session) => (await import("./commands/queueDepth.ts")).queueDepthCommand(session)));

  program
    .command("stale-locks")
    .description("list jobs held by workers whose lease has expired; any live worker takes them back")
    .option("--all", "of every DAG")
    .action((options: { all?: true }) =>
      run(async (session) => (await import("./commands/staleLocks.ts")).staleLocksCommand(session, options)),
    );

  program
    .command("failures")
    .description("list the tasks whose jobs are failed or dead, most first")
    .option("--since <time>", "an ISO time, or a duration", "24h")
    .option("--all", "of every DAG")
    .action((options: { since: string; all?: true }) =>
      run(async (session) => (await import("./commands/failures.ts")).failuresCommand(session, options)),
    );

  program
    .command("workers")
    .argument("[action]", "pause, resume, drain or stop")
    .argument("[id]", "the worker's id")
    .description("list workers, or state a wish that a worker obeys within a heartbeat")
    .action((action: string | undefined, id: string | undefined) =>
      run(async (session) => (await import("./commands/workers.ts")).workersCommand(session, action, id)),
    );
}

export interface EnqueueFlags {
  readonly runId?: string;
  readonly uri?: string;
  readonly inputs?: string;
  readonly metadata?: string;
  readonly count?: string;
}

export interface RetryFlags {
  readonly task?: string;
  readonly since?: string;
  readonly minAttempts?: string;
  readonly run?: string;
  readonly all?: true;
}
