import { ensureDatabase } from "../../embedded/ensureDatabase.ts";
import { projectRoot } from "../../embedded/projectRoot.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import type { Session } from "../session.ts";
import { tellStatus } from "./dbStatus.ts";

export async function dbStartCommand({ output, cwd }: Session): Promise<ExitCode> {
  const { name, started } = await ensureDatabase(projectRoot(cwd));
  output.note(`${started ? "Started" : "Running already"}; this project's database is ${name}.`);
  await tellStatus(output);
  return EXIT.done;
}
