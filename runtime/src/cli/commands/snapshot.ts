import { storeSnapshot } from "../../api/storeSnapshot.ts";
import { link } from "../../dag/link.ts";
import { OrchexError } from "../../dag/error.ts";
import { quote } from "../../dag/quote.ts";
import { declarationOf, type DagDefinition } from "../../declare/definition.ts";
import type { Ledger } from "../../store/store.ts";
import { EXIT, type ExitCode } from "../exitCode.ts";
import { problemLine } from "../problemLine.ts";
import { wrongUsage } from "../readOptions.ts";
import type { Session } from "../session.ts";
import { table } from "../table.ts";
import { timeText } from "../text.ts";

export interface SnapshotFlags {
  readonly activate?: true | string;
  readonly list?: true;
}

export async function snapshotCommand(session: Session, { activate, list }: SnapshotFlags): Promise<ExitCode> {
  if (list === true) {
    if (activate !== undefined) throw wrongUsage("--list and --activate are two things: give one of them");
    return await listSnapshots(session);
  }
  if (typeof activate === "string") return await activateVersion(session, activate);
  const { output } = session;
  const dag = await session.oneDag();
  refuseProblems(session, dag);
  const stored = await storeSnapshot(await session.ledger(), dag, {
    activate: activate === true,
    source: true,
    onDifference: (text) => output.note(`warning: ${text}`),
  });
  if (output.json) {
    output.document(stored);
    return EXIT.done;
  }
  output.line(
    stored.created
      ? `Created snapshot ${stored.version}`
      : `Nothing changed: the content is the same as that of snapshot ${stored.version}`,
  );
  if (activate === true) output.line("Activated snapshot.");
  else if (!stored.active) output.note("New runs still use the active version; `orchex snapshot --activate` switches.");
  return EXIT.done;
}

function refuseProblems(session: Session, dag: DagDefinition): void {
  const { problems } = link(declarationOf(dag));
  for (const problem of problems) session.output.note(problemLine(problem, session.cwd));
  const errors = problems.filter(({ severity }) => severity === "error").length;
  if (errors === 0) return;
  throw new OrchexError("dag.invalid", `DAG ${quote(dag.name)} has ${errors} ${errors === 1 ? "error" : "errors"}`, {
    remedy: "Mend what is listed; `orchex validate` checks it again.",
  });
}

async function listSnapshots(session: Session): Promise<ExitCode> {
  const { output, colors } = session;
  const dag = await session.knownDagName();
  const versions = await (await session.ledger()).listSnapshots(dag);
  if (output.json) {
    output.document(versions.map(({ version, createdAt, active, tasks }) => ({ version, createdAt, active, tasks })));
  } else if (versions.length === 0) {
    output.note(`DAG ${quote(dag)} has no snapshot yet: make one with \`orchex snapshot --activate\`.`);
  } else {
    const rows = versions.map(({ version, createdAt, active, tasks }) => [
      active ? colors.green("*") : " ",
      version,
      timeText(createdAt),
      String(tasks),
    ]);
    output.line(table(colors, ["", "VERSION", "CREATED", "TASKS"], rows));
  }
  return EXIT.done;
}

async function activateVersion(session: Session, version: string): Promise<ExitCode> {
  if (!/^[0-9a-f]+$/i.test(version)) {
    throw wrongUsage(
      `${quote(version)} is not a version, which has hexadecimal digits`,
      "`orchex snapshot --list` lists them.",
    );
  }
  const { output } = session;
  const dag = await session.knownDagName();
  const ledger = await session.ledger();
  const whole = await ledger.activate(dag, version);
  if (output.json)
    output.document({ dag, version: whole, created: false, active: true, tasks: await tasksOf(ledger, dag) });
  else output.line(`Activated snapshot ${whole}`);
  return EXIT.done;
}

async function tasksOf(ledger: Ledger, dag: string): Promise<number> {
  return (await ledger.activeSnapshot(dag))?.content.tasks.length ?? 0;
}
