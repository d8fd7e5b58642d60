import { EXIT, type ExitCode } from "../exitCode.ts";
import type { Session } from "../session.ts";

/** For `psql "$(orchex db url)"`: the one command that prints the password. */
export async function dbUrlCommand({ output, databaseUrl }: Session): Promise<ExitCode> {
  const url = await databaseUrl();
  if (output.json) output.document({ url });
  else output.line(url);
  return EXIT.done;
}
