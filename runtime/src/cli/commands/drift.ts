import { sourceDeclaration } from "../../analysis/sourceDeclaration.ts";
import { drift } from "../../dag/drift.ts";
import { driftProblems } from "../../dag/driftProblems.ts";
import { quote } from "../../dag/quote.ts";
import { snapshotOf } from "../../dag/snapshot.ts";
import { declarationOf } from "../../declare/definition.ts";
import { soundDag } from "../../declare/soundDag.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import { problemLine } from "../problemLine.ts";
import type { Session } from "../session.ts";
import { shortVersion } from "../text.ts";

export async function driftCommand(session: Session): Promise<ExitCode> {
  const { output, cwd } = session;
  const dag = await session.oneDag();
  soundDag(dag);
  const { declaration } = await sourceDeclaration(declarationOf(dag));
  const active = await (await session.ledger()).activeSnapshot(dag.name);
  const drifts = active === null ? [] : drift(active.content, snapshotOf(declaration));
  if (output.json) {
    output.document({
      dag: dag.name,
      activeVersion: active?.version ?? null,
      drift: drifts.map(({ kind, task, from, to }) => ({ kind, task, from, to })),
    });
  } else if (active === null) {
    output.line(`DAG ${quote(dag.name)} has no active snapshot: run \`orchex snapshot --activate\`.`);
  } else if (drifts.length === 0) {
    output.line(`DAG ${quote(dag.name)} is as in its active snapshot ${shortVersion(active.version)}.`);
  } else {
    for (const problem of driftProblems(drifts, declaration)) output.line(problemLine(problem, cwd));
  }
  return active === null || drifts.length > 0 ? EXIT.no : EXIT.done;
}
