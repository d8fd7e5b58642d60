import type { Command } from "commander";
import type { Run } from "./program.ts";

/** The commands that read a DAG's code. */
export function addDagCommands(program: Command, run: Run): void {
  program
    .command("init-db")
    .description("create or update the ledger's schema, and see to it that the DAG has an active snapshot")
    .action(() => run(async (session) => (await import("./commands/initDb.ts")).initDbCommand(session)));

  program
    .command("snapshot")
    .description("store the DAG as it is declared now; the same content is the same version")
    .option("--activate [version]", "new runs use it; with a version (or its start): that stored one, a rollback")
    .option("--list", "list the stored versions, newest first")
    .action((options: { activate?: true | string; list?: true }) =>
      run(async (session) => (await import("./commands/snapshot.ts")).snapshotCommand(session, options)),
    );

  program
    .command("worker")
    .description("run jobs until stopped; --dag may be given several times")
    .option("--concurrency <n>", "task bodies at once, at most 4000")
    .option("--poll-interval <seconds>", "how often to look for work that no notification announced, at most 60")
    .option("--worker-id <id>", "the worker's name in the ledger")
    .option("--drain", "end once nothing is pending, processing or waiting for its retry")
    .option("--inline", "run bodies on the main thread, to debug them")
    .option("--watch", "load changed modules again")
    .action((options: WorkerFlags) =>
      run(async (session) => (await import("./commands/worker.ts")).workerCommand(session, options)),
    );

  program
    .command("graph")
    .description("draw the DAG, from its code or, for a plain name, from its active snapshot")
    .option("--format <format>", "ascii, mermaid, dot or json", "ascii")
    .action((options: { format: string }) =>
      run(async (session) => (await import("./commands/graph.ts")).graphCommand(session, options)),
    );

  program
    .command("check")
    .argument("[paths...]", "files and folders; default: the working folder")
    .description("report what is wrong with the DAGs in source files, without running them")
    .option("--format <format>", "text, sarif or github (annotations of GitHub Actions)")
    .action((paths: readonly string[], options: { format?: string }) =>
      run(async (session) => (await import("./commands/check.ts")).checkCommand(session, paths, options)),
    );

  program
    .command("validate")
    .description("load the DAG's module and report everything that is wrong with it")
    .action(() => run(async (session) => (await import("./commands/validate.ts")).validateCommand(session)));

  program
    .command("drift")
    .description("compare the code with the active snapshot")
    .action(() => run(async (session) => (await import("./commands/drift.ts")).driftCommand(session)));

  program
    .command("demo")
    .description("see three runs of a small built-in DAG go through")
    .action(() => run(async (session) => (await import("./commands/demo.ts")).demoCommand(session)));
}

export interface WorkerFlags {
  readonly concurrency?: string;
  readonly pollInterval?: string;
  readonly workerId?: string;
  readonly drain?: true;
  readonly inline?: true;
  readonly watch?: true;
}
