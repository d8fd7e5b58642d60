import { OrchexError } from "../../dag/error.ts";
import type { Graph } from "../../dag/graph.ts";
import { graphOfSnapshot } from "../../dag/graphOfSnapshot.ts";
import { link } from "../../dag/link.ts";
import { quote } from "../../dag/quote.ts";
import { renderAscii } from "../../dag/renderAscii.ts";
import { renderDot } from "../../dag/renderDot.ts";
import { renderJson } from "../../dag/renderJson.ts";
import { renderMermaid } from "../../dag/renderMermaid.ts";
import { declarationOf } from "../../declare/definition.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import { problemLine } from "../problemLine.ts";
import { readChoice } from "../readOptions.ts";
import type { Session } from "../session.ts";

export async function graphCommand(session: Session, flags: { readonly format: string }): Promise<ExitCode> {
  const { output } = session;
  const format = readChoice("--format", flags.format, ["ascii", "mermaid", "dot", "json"]);
  const { graph, sound } = await graphOf(session);
  if (output.json || format === "json") output.document(renderJson(graph));
  else output.line({ ascii: renderAscii, mermaid: renderMermaid, dot: renderDot }[format](graph));
  return sound ? EXIT.done : EXIT.no;
}

/** A wrong DAG is drawn too, as far as it can be, since the drawing helps to mend it. */
async function graphOf(session: Session): Promise<{ readonly graph: Graph; readonly sound: boolean }> {
  const name = session.plainDagName();
  if (name !== null) return { graph: await activeGraph(session, name), sound: true };
  const { graph, problems } = link(declarationOf(await session.oneDag()));
  for (const problem of problems) session.output.note(problemLine(problem, session.cwd));
  return { graph, sound: problems.every(({ severity }) => severity !== "error") };
}

async function activeGraph(session: Session, name: string): Promise<Graph> {
  const active = await (await session.ledger()).activeSnapshot(name);
  if (active !== null) return graphOfSnapshot(active.content);
  throw new OrchexError("snapshot.none-active", `DAG ${quote(name)} has no active snapshot`, {
    remedy: "Give its module with --dag module.ts:export, or run `orchex snapshot --activate` first.",
  });
}
