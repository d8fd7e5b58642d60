import { OrchexError } from "../../dag/error.ts";
import { databaseName } from "../../embedded/databaseName.ts";
import { projectRoot } from "../../embedded/projectRoot.ts";
import { resetDatabase } from "../../embedded/resetDatabase.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import { wrongUsage } from "../readOptions.ts";
import type { Session } from "../session.ts";

export async function dbResetCommand(session: Session, { yes }: { readonly yes?: true }): Promise<ExitCode> {
  const { output } = session;
  if (session.config.databaseUrl !== null) {
    throw wrongUsage(
      "DATABASE_URL is set, and `db reset` only ever drops the project's embedded database",
      "Unset it to reset that one; drop a database of your own with your own tools.",
    );
  }
  const root = projectRoot(session.cwd);
  const name = databaseName(root);
  if (yes !== true) await confirm(session, name, root);
  await resetDatabase(name);
  if (output.json) output.document({ reset: name });
  else output.line(`Dropped the database ${name}. The next command makes a new, empty one.`);
  return EXIT.done;
}

async function confirm({ output }: Session, name: string, root: string): Promise<void> {
  const loss = `This drops the database ${name} of ${root} with every snapshot and run in it`;
  if (!output.canAsk) throw new OrchexError("cli.refused", loss, { remedy: "Confirm it with --yes." });
  const answer = await output.ask(`${loss}.\nType "yes" to go on: `);
  if (answer.trim().toLowerCase() !== "yes") {
    throw new OrchexError("cli.refused", "Nothing was dropped", { remedy: 'Answer "yes", or give --yes.' });
  }
}
