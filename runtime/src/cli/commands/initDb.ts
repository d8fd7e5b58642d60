import { initDb } from "../../api/initDb.ts";
import { quote } from "../../dag/quote.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import type { Session } from "../session.ts";
import { shortVersion } from "../text.ts";

export async function initDbCommand(session: Session): Promise<ExitCode> {
  const { output } = session;
  const dag = session.namesNoDag() ? null : await session.oneDag();
  const ledger = await session.ledger({ check: false });
  const made = await initDb(ledger, session.config.schema, dag, {
    source: true,
    onDifference: (text) => output.note(`warning: ${text}`),
  });
  if (output.json) {
    output.document(made);
    return EXIT.done;
  }
  if (made.dag === null) {
    output.line("Database initialized.");
    output.note("No DAG was given, so none has a snapshot yet: give --dag module.ts:export, or set ORCHEX_DAG.");
  } else {
    output.line("Database initialized and snapshot ensured.");
    output.note(`DAG ${quote(made.dag)} runs version ${shortVersion(made.version ?? "")}.`);
  }
  return EXIT.done;
}
