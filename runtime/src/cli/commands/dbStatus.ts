import { status } from "../../embedded/status.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import type { Output } from "../output.ts";
import type { Session } from "../session.ts";

export async function dbStatusCommand(session: Session): Promise<ExitCode> {
  await tellStatus(session.output);
  return EXIT.done;
}

export async function tellStatus(output: Output): Promise<void> {
  const { running, port, dataDir, version, connections, logFile } = await status();
  if (output.json) {
    output.document({ running, port, dataDir, version, connections });
    return;
  }
  const lines = [
    `${running ? "running" : "stopped"}${version === null ? ", never started" : `, Postgres ${version}`}`,
    ...(running ? [`port         127.0.0.1:${port}`, `connections  ${connections}`] : []),
    `data         ${dataDir}`,
    `log          ${logFile}`,
  ];
  output.line(lines.join("\n"));
}
