import { Command, Option } from "commander";
import { EXIT_CODE_HELP, type ExitCode } from "./exitCode.ts";
import type { Flags } from "./flags.ts";
import { addLedgerCommands } from "./ledgerCommands.ts";
import { addDagCommands } from "./dagCommands.ts";
import { addDatabaseCommands } from "./databaseCommands.ts";
import type { Session } from "./session.ts";

/** What a command does, once a session for its flags is open. */
export type Body = (session: Session) => Promise<ExitCode>;

/** Runs a body; what it answers is the exit code. */
export type Run = (body: Body) => Promise<void>;

/**
 * The command line. Nothing else is loaded here: each command imports its module when it runs, so that `--help` is
 * quick and a command that only asks the ledger never loads what user code needs.
 */
export function buildProgram(
  version: string,
  write: (text: string) => void,
  start: (flags: Flags, body: Body) => Promise<void>,
): Command {
  const program = new Command("orchex");
  program
    .description("Runs DAGs of TypeScript tasks on Postgres.")
    .version(version, "-V, --version", "print the version")
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => {}, outputError: () => {} })
    .configureHelp({ showGlobalOptions: true, helpWidth: 110 })
    .addOption(
      new Option("--dag <address>", "module.ts:export, or the plain name of a DAG that the ledger knows").argParser(
        (value: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), value],
      ),
    )
    .option("--schema <name>", "Postgres schema of the ledger")
    .option("--json", "print one JSON document on stdout, everything else on stderr")
    .addOption(
      new Option("-v, --verbose", "say more").argParser(
        (_: unknown, earlier: number | undefined) => (earlier ?? 0) + 1,
      ),
    )
    .option("--log-level <level>", "debug, info, warn, error or silent")
    .option("--debug", "show the stack of an error")
    .option("--no-color", "no colours, as with NO_COLOR")
    .addHelpText("after", EXIT_CODE_HELP)
    .addHelpText("after", ENVIRONMENT_HELP);
  const run: Run = (body) => start(program.opts<Flags>(), body);
  addDagCommands(program, run);
  addLedgerCommands(program, run);
  addDatabaseCommands(program, run);
  // No session: settings may be code, which a process that goes on must not load.
  program
    .command("serve")
    .description("answer an editor on stdin and stdout, until stdin ends")
    .requiredOption("--stdio", "speak JSON-RPC on stdin and stdout, the only way there is")
    .action(async () => await (await import("./commands/serve.ts")).serveCommand(version));
  return program;
}

const ENVIRONMENT_HELP = `
Environment: DATABASE_URL (without it an embedded Postgres is used), DB_SCHEMA, ORCHEX_DAG, and what
\`orchex config\` lists. The URL is no option, since other users see the options of a process.`;
