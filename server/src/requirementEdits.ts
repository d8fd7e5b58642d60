import type { RequirementSite, TaskNode } from "orchex-analysis";
import type { TextEdit } from "vscode-languageserver/node";
import { rangeOf } from "./featureContext.ts";
import { quoted } from "./nameInSource.ts";
import type { Text } from "./text.ts";

/** Takes an entry out of `requires`; null when it stands in a constant that other tasks may share. */
export function removeRequirement({ removalLocation }: RequirementSite): TextEdit | null {
  return removalLocation === null ? null : { range: rangeOf(removalLocation), newText: "" };
}

/**
 * Adds a name to `requires`; null where that is not written out as an array. (A task without any gets the inputs of the
 * run, so that whatever it reads is none of the DAG's.)
 */
export function addRequirement({ requiresLocation: array }: TaskNode, name: string, text: Text): TextEdit | null {
  if (array === null) return null;
  const entries = text.between(array.start, array.end).slice(1, -1);
  const kept = entries.trimEnd();
  const at = text.positionAt(text.offsetAt(array.start) + 1 + kept.length);
  const range = { start: at, end: at };
  if (kept === "") return { range, newText: quoted(name) };
  const hasComma = kept.endsWith(",");
  if (!entries.includes("\n")) return { range, newText: `${hasComma ? " " : ", "}${quoted(name)}` };
  // An entry a line: the new one stands below the last, with a comma behind it where that has one.
  const newText = `${hasComma ? "" : ","}\n${text.indentationAt(at)}${quoted(name)}${hasComma ? "," : ""}`;
  return { range, newText };
}
