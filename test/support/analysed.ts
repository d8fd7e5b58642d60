import type { Problem } from "orchex/dag";
import { createWorkspace, type SourceWorkspace } from "../../analysis/src/createWorkspace.ts";
import type { Occurrence } from "../../analysis/src/workspace.ts";
import { drawn, markedProgram } from "./markedProgram.ts";

const FOLDER = "/project/";

/** A workspace of a marked program, with everything read that is otherwise read when nobody waits. */
export function analysed(program: string): SourceWorkspace {
  const workspace = createWorkspace();
  workspace.setAll(markedProgram(program).files);
  settle(workspace);
  return workspace;
}

/** Has a workspace do all that it does when nobody waits. */
export function settle(workspace: SourceWorkspace): void {
  while (workspace.idle(Infinity) !== null);
}

/** Draws the problems of a program below the lines they stand on; `messages` has them in words, too. */
export function problemsOf(program: string, messages = false): string {
  return drawnProblems(analysed(program), markedProgram(program).files, messages);
}

/** Draws what a workspace says is wrong in some files. */
export function drawnProblems(
  workspace: SourceWorkspace,
  files: ReadonlyMap<string, string>,
  messages = false,
): string {
  const parts = [...files].flatMap(([file, text]) => {
    const places = workspace.problems(file).flatMap(({ location, ...problem }) => {
      return location === null ? [] : [{ range: location, label: labelOf(problem, messages) }];
    });
    if (places.length === 0) return [];
    return [...(files.size === 1 ? [] : [file.slice(FOLDER.length)]), drawn(text, places)];
  });
  return parts.join("\n");
}

function labelOf(
  { code, severity, message, suggestion, related }: Omit<Problem, "location">,
  messages: boolean,
): string {
  const places = related.map(({ location }) => (location === null ? "?" : `${location.start.line + 1}`));
  return [
    severity === "error" ? code : `${severity} ${code}`,
    ...(suggestion === null ? [] : [`-> ${suggestion}`]),
    ...(places.length === 0 ? [] : [`(see line ${places.join(", ")})`]),
    ...(messages ? [message] : []),
  ].join(" ");
}

/** The graph of every DAG, one line a task; what is not known from the source is a question mark. */
export function graphsOf(program: string): string {
  return analysed(program)
    .dags()
    .map(({ name, style, exportName, graph, tasks, complete }) => {
      const unknown = tasks.filter((task) => task.name === null).length;
      return [
        `${style} ${name}${exportName === null ? "" : ` (${exportName})`}${complete ? "" : " ?"}`,
        ...graph.tasks.map((task) => `  ${task} <- ${(graph.requires.get(task) ?? []).join(" ")}`.trimEnd()),
        ...(unknown === 0 ? [] : [`  ? x ${unknown}`]),
      ].join("\n");
    })
    .join("\n");
}

/** Draws every place of every file that names the same as the cursor. */
export function namesakesOf(program: string): string {
  const { files, cursor } = markedProgram(program);
  const workspace = analysed(program);
  const found = workspace.occurrenceAt(cursor.file, cursor.position);
  if (found === null) return "nothing";
  const all = found.task === null ? [found] : workspace.occurrencesOf(found.task);
  return [...files]
    .flatMap(([file, text]) => {
      const places = all.filter(({ location }) => location.file === file);
      const drawing = drawn(
        text,
        places.map((one) => ({ range: one.location, label: kindOf(one) })),
      );
      return places.length === 0 ? [] : [...(files.size === 1 ? [] : [file.slice(FOLDER.length)]), drawing];
    })
    .join("\n");
}

function kindOf({ kind, editable, shorthand, within, task }: Occurrence): string {
  const notes = [editable ? "" : "not editable", shorthand ? "shorthand" : "", task === null ? "no task" : ""];
  const inside = within?.name === undefined || within.name === null ? "" : ` in ${within.name}`;
  return [`${kind}${inside}`, ...notes.filter((note) => note !== "")].join(", ");
}

/** Draws what a chosen name replaces at the cursor, and the names. */
export function completionOf(program: string): string {
  const { files, cursor } = markedProgram(program);
  const site = analysed(program).completionAt(cursor.file, cursor.position);
  if (site === null) return "nothing";
  const label = `${site.kind}${site.insideString ? " in a string" : ""} of ${site.task?.name ?? "?"}: ${site.names.join(" ")}`;
  const { start, end } = site.replace;
  const mark = start.line === end.line && start.character === end.character ? "empty, " : "";
  return drawn(files.get(cursor.file) ?? "", [{ range: site.replace, label: mark + label }]);
}
