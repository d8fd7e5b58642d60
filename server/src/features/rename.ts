import type { Occurrence, TaskNode } from "orchex-analysis";
import { nameFault, quote, type Position, type Result, type SourceLocation } from "orchex/dag";
import type { Range, TextEdit, WorkspaceEdit } from "vscode-languageserver/node";
import { dagOfTask, rangeOf, type FeatureContext } from "../featureContext.ts";
import { asProperty, escapeFor, isIdentifier, quoted } from "../nameInSource.ts";
import { Text } from "../text.ts";

/** What stands at the cursor and can be renamed, or one sentence on why it cannot. Null where nothing of ours stands. */
export function prepareRename(
  context: FeatureContext,
  file: string,
  position: Position,
): Result<{ readonly range: Range; readonly placeholder: string }> | null {
  const occurrence = context.workspace.occurrenceAt(file, position);
  if (occurrence === null || occurrence.kind === "dag") return null;
  const fault = renameFault(context, occurrence);
  if (fault !== null) return { ok: false, error: fault };
  return { ok: true, value: { range: rangeOf(occurrence.location), placeholder: occurrence.name } };
}

/** Renames a task in every file: where it is declared, required, read from inputs and named in `Inputs<Class, "x">`. */
export function rename(
  context: FeatureContext,
  file: string,
  position: Position,
  newName: string,
): Result<WorkspaceEdit> | null {
  const occurrence = context.workspace.occurrenceAt(file, position);
  if (occurrence === null || occurrence.kind === "dag") return null;
  const fault = renameFault(context, occurrence) ?? newNameFault(context, occurrence.task, newName);
  if (fault !== null) return { ok: false, error: fault };
  const texts = new Map<string, Text>();
  const changes: Record<string, TextEdit[]> = {};
  for (const place of occurrence.task === null ? [] : context.workspace.occurrencesOf(occurrence.task)) {
    if (!place.editable) continue;
    const { file } = place.location;
    const text = texts.get(file) ?? new Text(context.textOf(file) ?? "");
    texts.set(file, text);
    (changes[context.uriOf(file)] ??= []).push(editOf(place, newName, text));
  }
  return { ok: true, value: { changes } };
}

function renameFault(context: FeatureContext, occurrence: Occurrence): string | null {
  const { task, name, kind } = occurrence;
  if (task === null) return `There is no task ${quote(name)}: correct the name instead of renaming it.`;
  if (kind === "reference") {
    return `This is a TypeScript identifier, which TypeScript's own rename changes. To rename task ${quote(name)}, rename its name as a string.`;
  }
  const declaration = context.workspace.occurrencesOf(task).find((place) => place.kind === "declaration");
  if (declaration === undefined || !declaration.editable) {
    return `The name of task ${quote(name)} is not written out where it is declared, so it cannot be renamed from here.`;
  }
  return null;
}

function newNameFault(context: FeatureContext, task: TaskNode | null, newName: string): string | null {
  const fault = nameFault(newName);
  if (fault !== null) return `${quote(newName)} cannot be a task's name: it ${fault}.`;
  const dag = task === null ? undefined : dagOfTask(context.workspace, task);
  if (dag !== undefined && task?.name !== newName && dag.graph.requires.has(newName)) {
    return `DAG ${quote(dag.name)} has a task ${quote(newName)} already.`;
  }
  return null;
}

function editOf({ location, kind, shorthand, task, name }: Occurrence, newName: string, text: Text): TextEdit {
  const start = text.offsetAt(location.start);
  const before = text.text[start - 1] ?? "";
  if (before === '"' || before === "'" || before === "`") {
    return { range: rangeOf(location), newText: escapeFor(before, newName) };
  }
  if (shorthand) return { range: rangeOf(location), newText: `${asProperty(newName)}: ${name}` };
  if (kind === "input" && !isIdentifier(newName)) return elementAccess(location, newName, text);
  const isMethod = kind === "declaration" && task?.nameKind === "method";
  return { range: rangeOf(location), newText: isMethod || kind === "input" ? asProperty(newName) : quoted(newName) };
}

/** `inputs.extract` becomes `inputs["fetch-users"]`; a key in a pattern only gets quotes. */
function elementAccess(location: SourceLocation, newName: string, text: Text): TextEdit {
  const dot = /(\?)?\.\s*$/.exec(text.text.slice(0, text.offsetAt(location.start)).slice(-200));
  if (dot === null) return { range: rangeOf(location), newText: quoted(newName) };
  const start = text.positionAt(text.offsetAt(location.start) - dot[0].length);
  const newText = `${dot[1] === undefined ? "" : "?."}[${quoted(newName)}]`;
  return { range: { start, end: location.end }, newText };
}
