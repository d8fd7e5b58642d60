import { stop } from "../../embedded/stop.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import type { Session } from "../session.ts";

export async function dbStopCommand({ output }: Session): Promise<ExitCode> {
  const stopped = await stop();
  if (output.json) output.document({ stopped });
  else output.line(stopped ? "Stopped the embedded Postgres." : "The embedded Postgres does not run.");
  return EXIT.done;
}
