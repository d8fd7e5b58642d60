import type { DagNode, TaskNode } from "orchex-analysis";
import type { Position } from "orchex/dag";
import type { TextEdit } from "vscode-languageserver/node";
import { asIdentifier, quoted } from "./nameInSource.ts";
import type { Text } from "./text.ts";

/**
 * Declares a task that is missing just before one that requires it, in the same style: a method of the class, or a call
 * on what the other one is called on. Null where that cannot be told from the source.
 */
export function newTask(dag: DagNode, before: TaskNode, name: string, text: Text): TextEdit | null {
  const { end } = before.location;
  const start = withComments(before.location.start, text);
  const written = text.between(before.location.start, end);
  const indentation = text.indentationAt(start);
  // What stands before the declaration on its line would end up before the new one.
  if (text.between({ line: before.location.start.line, character: 0 }, before.location.start).trim() !== "")
    return null;
  const declaration = dag.style === "class" ? method(written, name) : call(written, name);
  if (declaration === null) return null;
  const lines = declaration.map((line) => (line === "" ? "" : `${indentation}${line}`)).join("\n");
  return { range: { start, end: start }, newText: `${lines.trimStart()}\n\n${indentation}` };
}

/** Where the comments above a declaration begin, which would otherwise be about the new one. */
function withComments(start: Position, text: Text): Position {
  const above = text.between({ line: 0, character: 0 }, start);
  const comments =
    /(?:^|\n)[ \t]*((?:\/\*(?:(?!\*\/)[^])*\*\/\s*?\n[ \t]*|\/\/[^\n]*\n[ \t]*)+)$/.exec(above)?.[1] ?? "";
  return text.positionAt(above.length - comments.length);
}

function method(written: string, name: string): readonly string[] | null {
  const decorator = /^@[\w$.]+/.exec(written)?.[0];
  if (decorator === undefined) return null;
  const identifier = asIdentifier(name);
  const argument = identifier === name ? "" : quoted(name);
  return [`${decorator}(${argument})`, `async ${identifier}() {`, "  return {};", "}"];
}

function call(written: string, name: string): readonly string[] | null {
  const found = /^(export\s+)?(?:const|let|var)\s[^=]*=\s*([\w$.]+)\s*\.\s*task\s*[(<]/.exec(written);
  const bare = /^([\w$.]+)\s*\.\s*task\s*[(<]/.exec(written);
  const owner = found?.[2] ?? bare?.[1];
  if (owner === undefined) return null;
  const exported = found?.[1] === undefined ? "" : "export ";
  return [`${exported}const ${asIdentifier(name)} = ${owner}.task(${quoted(name)}, async () => ({}));`];
}
