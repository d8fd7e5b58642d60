import type { RequirementSite, TaskNode } from "orchex-analysis";
import { quote, type Problem, type ProblemCode, type Position, type SourceLocation } from "orchex/dag";
import { CodeActionKind, type CodeAction, type Diagnostic, type TextEdit } from "vscode-languageserver/node";
import { dagOfTask, rangeOf, type FeatureContext } from "../featureContext.ts";
import { escapeFor } from "../nameInSource.ts";
import { newTask } from "../newTask.ts";
import { overlap, samePlace } from "../position.ts";
import { addRequirement, removeRequirement } from "../requirementEdits.ts";
import { Text } from "../text.ts";

interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** One file, with what the fixes look at again and again. */
interface Scene {
  readonly context: FeatureContext;
  readonly file: string;
  readonly text: Text;
  readonly tasks: readonly TaskNode[];
}

/** Quick fixes of the problems at a place, the likeliest first. `shown` are the client's diagnostics, to tie them to. */
export function codeActions(
  context: FeatureContext,
  file: string,
  range: Range,
  shown: readonly Diagnostic[],
): CodeAction[] {
  const here = context.workspace.problems(file).filter(({ location }) => location !== null && overlap(location, range));
  const cycles = cyclesThrough(context, file, range);
  if (here.length === 0 && cycles.length === 0) return [];
  const scene = {
    context,
    file,
    text: new Text(context.textOf(file) ?? ""),
    tasks: context.workspace.inFile(file).tasks,
  };
  const fixes = here.flatMap((problem) =>
    (fixesOf[problem.code]?.(scene, problem) ?? []).map((fix) => ({
      ...fix,
      diagnostics: shown.filter((one) => isOf(one, problem)),
    })),
  );
  return [...fixes, ...cycles.flatMap((site) => breakCycle(scene, site))];
}

/** Codes without an entry have no fix that a machine could make. */
const fixesOf: Partial<Record<ProblemCode, (scene: Scene, problem: Problem) => CodeAction[]>> = {
  "task.unknown-requirement": (scene, problem) => [
    ...didYouMean(scene, problem),
    ...createTask(scene, problem),
    ...removeHere(scene, problem),
  ],
  "dag.cycle": (scene, problem) => siteOf(scene, problem).flatMap(({ site }) => breakCycle(scene, site)),
  "task.self-requirement": removeHere,
  "task.other-dag-requirement": removeHere,
  "task.unread-requirement": removeHere,
  "task.unrequired-input": (scene, problem) => [...requireInput(scene, problem), ...didYouMean(scene, problem)],
};

function didYouMean({ context, file, text }: Scene, { suggestion, location }: Problem): CodeAction[] {
  if (suggestion === null || location === null) return [];
  const before = text.text[text.offsetAt(location.start) - 1] ?? "";
  const newText = `"'\``.includes(before) && before !== "" ? escapeFor(before, suggestion) : suggestion;
  const edit = { range: rangeOf(location), newText };
  return [{ ...fix(context, file, `Change to ${quote(suggestion)}`, [edit]), isPreferred: true }];
}

function removeHere(scene: Scene, problem: Problem): CodeAction[] {
  return siteOf(scene, problem).flatMap(({ site }) => {
    const edit = removeRequirement(site);
    const title = `Remove requirement ${quote(site.name ?? "")}`;
    return edit === null ? [] : [fix(scene.context, scene.file, title, [edit])];
  });
}

function createTask({ context, file, text, tasks }: Scene, problem: Problem): CodeAction[] {
  return siteOf({ context, file, text, tasks }, problem).flatMap(({ site, task }) => {
    const dag = dagOfTask(context.workspace, task);
    if (site.name === null || site.kind !== "string" || dag === undefined) return [];
    const edit = newTask(dag, task, site.name, text);
    return edit === null ? [] : [fix(context, file, `Create task ${quote(site.name)}`, [edit])];
  });
}

function breakCycle({ context, file }: Scene, site: RequirementSite): CodeAction[] {
  const edit = removeRequirement(site);
  if (edit === null) return [];
  return [fix(context, file, `Break the cycle here: no longer require ${quote(site.name ?? "")}`, [edit])];
}

/** A task that reads an input without requiring it: the name of the input is what the source says at the problem. */
function requireInput({ context, file, text, tasks }: Scene, { location, task: name }: Problem): CodeAction[] {
  const task = tasks.find((task) => task.name === name && location !== null && overlap(task.location, location));
  const input = location === null ? null : context.workspace.occurrenceAt(file, location.start);
  if (task === undefined || input === null || input.kind !== "input" || input.task === null) return [];
  const edit = addRequirement(task, input.name, text);
  if (edit === null) return [];
  return [{ ...fix(context, file, `Require ${quote(input.name)}`, [edit]), isPreferred: true }];
}

/** Entries of `requires` in this range that lie on a cycle which is reported somewhere else. */
function cyclesThrough({ workspace }: FeatureContext, file: string, range: Range): RequirementSite[] {
  const sites = workspace
    .inFile(file)
    .tasks.flatMap((task) => task.requirements.map((site) => ({ site, task })))
    .filter(({ site }) => site.location.file === file && overlap(site.location, range));
  return sites.flatMap(({ site, task }) => {
    const dag = dagOfTask(workspace, task);
    const files = new Set(dag?.tasks.map((task) => task.location.file));
    const cycles = [...files].flatMap((file) => workspace.problems(file)).filter(({ code }) => code === "dag.cycle");
    const isOn = cycles.some(({ related }) =>
      related.some(({ location }) => location !== null && samePlace(location, site.location)),
    );
    return isOn ? [site] : [];
  });
}

/** The entry of `requires` that a problem stands at. */
function siteOf(
  { tasks }: Scene,
  { location }: Problem,
): { readonly site: RequirementSite; readonly task: TaskNode }[] {
  if (location === null) return [];
  const sites = tasks.flatMap((task) => task.requirements.map((site) => ({ site, task })));
  const found =
    sites.find(({ site }) => samePlace(site.location, location)) ?? sites.find(({ site }) => touches(site, location));
  return found === undefined ? [] : [found];
}

function touches({ location }: RequirementSite, place: SourceLocation): boolean {
  return location.file === place.file && overlap(location, place);
}

function isOf(diagnostic: Diagnostic, { code, location }: Problem): boolean {
  return diagnostic.code === code && location !== null && overlap(diagnostic.range, location);
}

function fix({ uriOf }: FeatureContext, file: string, title: string, edits: TextEdit[]): CodeAction {
  return { title, kind: CodeActionKind.QuickFix, edit: { changes: { [uriOf(file)]: edits } } };
}
