import { describeConfig } from "../../config/describeConfig.ts";
import { visible } from "../../dag/visible.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import type { Session } from "../session.ts";
import { table } from "../table.ts";

export async function configCommand(session: Session): Promise<ExitCode> {
  const { output, colors } = session;
  const settings = describeConfig(session.config);
  if (output.json) {
    output.document(settings.map(({ name, value, source }) => ({ name, value, source })));
    return EXIT.done;
  }
  const rows = settings.map(({ name, value, source }) => [name, visible(String(value ?? "")), colors.dim(source)]);
  output.line(table(colors, ["NAME", "VALUE", "SOURCE"], rows));
  return EXIT.done;
}
