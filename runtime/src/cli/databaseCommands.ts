import type { Command } from "commander";
import { OrchexError } from "../dag/error.ts";
import { visible } from "../dag/visible.ts";
import type { Run } from "./program.ts";

/** The commands about configuration and the embedded Postgres. */
export function addDatabaseCommands(program: Command, run: Run): void {
  program
    .command("config")
    .description("show each setting, its value and where it comes from; secrets are masked")
    .action(() => run(async (session) => (await import("./commands/config.ts")).configCommand(session)));

  const db = program
    .command("db")
    .description("the embedded Postgres, which is used without DATABASE_URL")
    .argument("[command]")
    .action((command: string | undefined) => {
      const message = command === undefined ? "db needs a command" : `unknown command 'db ${visible(command)}'`;
      throw new OrchexError("usage.unknown-command", message, { remedy: "Choose start, stop, status, url, reset." });
    });
  db.command("start")
    .description("start it, if it does not run, and make the project's database")
    .action(() => run(async (session) => (await import("./commands/dbStart.ts")).dbStartCommand(session)));
  db.command("stop")
    .description("stop it; it stops by itself a minute after the last connection, too")
    .action(() => run(async (session) => (await import("./commands/dbStop.ts")).dbStopCommand(session)));
  db.command("status")
    .description("whether it runs, and where; starts nothing")
    .action(() => run(async (session) => (await import("./commands/dbStatus.ts")).dbStatusCommand(session)));
  db.command("url")
    .description("print the URL of the database in use, with its password: the one command that does")
    .action(() => run(async (session) => (await import("./commands/dbUrl.ts")).dbUrlCommand(session)));
  db.command("reset")
    .description("drop the project's embedded database with everything in it")
    .option("--yes", "do not ask")
    .action((options: { yes?: true }) =>
      run(async (session) => (await import("./commands/dbReset.ts")).dbResetCommand(session, options)),
    );
}
