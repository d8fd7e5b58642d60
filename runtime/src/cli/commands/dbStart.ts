import { ensureDatabase } from "../../embedded/ensureDatabase.ts";
import { projectRoot } from "../../embedded/projectRoot.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import type { Session } from "../session.ts";
import { tellStatus } from "./dbStatus.ts";

export async function dbStartCommand({ output, cwd, config }: Session): Promise<ExitCode> {
  const { name, started } = await ensureDatabase(projectRoot(cwd));
  output.note(`${started ? "Started" : "Running already"}; this project's database is ${name}.`);
  if (config.databaseUrl !== null)
    output.note("DATABASE_URL is set: the other commands use that database, not this one.");
  await tellStatus(output);
  return EXIT.done;
}
