import type { RequirementSite, TaskNode } from "orchex-analysis";
import type { SourceLocation } from "orchex/dag";
import type { TextEdit } from "vscode-languageserver/node";
import { rangeOf } from "./featureContext.ts";
import { quoted } from "./nameInSource.ts";
import type { Text } from "./text.ts";

/** Takes an entry out of `requires`; null when it stands in a constant that other tasks may share. */
export function removeRequirement({ removalLocation }: RequirementSite): TextEdit | null {
  return removalLocation === null ? null : { range: rangeOf(removalLocation), newText: "" };
}

/** Adds a name to `requires`, making the array and the options where they are missing. */
export function addRequirement(task: TaskNode, name: string, text: Text): TextEdit {
  if (task.requiresLocation !== null) return appendTo(task.requiresLocation, name, text);
  const requires = `requires: [${quoted(name)}]`;
  const options = task.optionsLocation;
  if (options !== null) {
    const inside = text.between(options.start, options.end).slice(1);
    const at = text.positionAt(text.offsetAt(options.start) + 1);
    const isEmpty = inside.trim() === "}";
    const newText = isEmpty ? ` ${requires} ` : ` ${requires},${/^\s/.test(inside) ? "" : " "}`;
    const end = isEmpty ? text.positionAt(text.offsetAt(options.end) - 1) : at;
    return { range: { start: at, end }, newText };
  }
  return insertOptions(task.insertionPoint, `{ ${requires} }`, text);
}

function appendTo(array: SourceLocation, name: string, text: Text): TextEdit {
  const written = text.between(array.start, array.end);
  const entries = written.slice(1, -1);
  const kept = entries.trimEnd();
  const at = text.positionAt(text.offsetAt(array.start) + 1 + kept.length);
  const isBroken = entries.includes("\n") && kept !== "";
  const separator = kept === "" ? "" : kept.endsWith(",") ? " " : ", ";
  const newText = isBroken
    ? `${kept.endsWith(",") ? "" : ","}\n${text.indentationAt(lastEntry(array, kept, text))}${quoted(name)}${kept.endsWith(",") ? "," : ""}`
    : `${separator}${quoted(name)}`;
  return { range: { start: at, end: at }, newText };
}

function lastEntry(array: SourceLocation, kept: string, text: Text) {
  return text.positionAt(text.offsetAt(array.start) + kept.length);
}

/** Where a call has no options: after its name, as its first argument, or on a decorator that is not called yet. */
function insertOptions(point: SourceLocation, options: string, text: Text): TextEdit {
  const at = text.offsetAt(point.start);
  const before = text.text.slice(Math.max(0, at - 100), at);
  const after = text.text.slice(at, at + 100).trimStart();
  const range = { start: point.start, end: point.start };
  if (before.trimEnd().endsWith("(")) return { range, newText: after.startsWith(")") ? options : `${options}, ` };
  const isBareDecorator = /@[\w$.]+$/.test(before) && !/^[,)(]/.test(after);
  return { range, newText: isBareDecorator ? `(${options})` : `, ${options}` };
}
