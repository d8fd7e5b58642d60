import { normalize } from "node:path";
import { problem, quote, type Problem, type SourceLocation } from "orchex/dag";
import type { ts } from "ts-morph";
import { SourceText } from "../source/sourceText.ts";
import type { Checked } from "./checked.ts";
import { firstMismatch, type Mismatch } from "./firstMismatch.ts";
import type { JsonTypes } from "./jsonTypes.ts";
import type { TypedDag, TypedRequirement, TypedTask } from "./question.ts";
import { isNothing, membersOf, without } from "./shape.ts";
import { taskFunction, type TaskFunction } from "./taskFunction.ts";

/**
 * Where a task does not accept what the tasks that it requires return. A reference is left to TypeScript where that
 * reports it too; a name is a text to it, and what it says about a decorated method names neither task nor property.
 */
export function edgeProblems(checked: Checked, json: JsonTypes, dag: TypedDag, task: TypedTask): readonly Problem[] {
  const taker = task.requirements.length === 0 ? null : taskFunction(checked, task);
  if (taker === null || taker.inputs === null) return [];
  const { inputs, declaration } = taker;
  if (isNoObject(checked, inputs)) return [wrongInputs(checked, dag, task, taker)];
  const judged = new Set<string>();
  return task.requirements.flatMap((requirement) => {
    const giver = dag.tasks.get(requirement.name);
    if (giver === undefined || judged.has(giver.name)) return [];
    judged.add(giver.name);
    const given = taskFunction(checked, giver);
    if (given === null) return [];
    // In a class a result arrives under what was required: the method, or else the task.
    for (const key of new Set([giver.method ?? giver.name, giver.name])) {
      const input = checked.checker.getPropertyOfType(inputs, key);
      const expected = input === undefined ? undefined : checked.checker.getTypeOfSymbol(input);
      const mismatch = expected === undefined ? null : firstMismatch(checked, json.of(given.result), expected, [key]);
      if (mismatch === null) continue;
      if (requirement.isReference && isReported(checked, declaration)) continue;
      return [mismatchProblem({ checked, dag, task, giver, requirement, taker, given, mismatch })];
    }
    return [];
  });
}

interface Found {
  readonly checked: Checked;
  readonly dag: TypedDag;
  readonly task: TypedTask;
  readonly giver: TypedTask;
  readonly requirement: TypedRequirement;
  readonly taker: TaskFunction;
  readonly given: TaskFunction;
  readonly mismatch: Mismatch;
}

function mismatchProblem({ checked, dag, task, giver, requirement, taker, given, mismatch }: Found): Problem {
  const { path, expected } = mismatch;
  const inner = path.slice(1);
  const wanted = `expects ${pathText(path)}: ${shown(checked, expected)}`;
  const message = `Task ${quote(task.name)} ${wanted}; ${quote(giver.name)} returns ${returned(checked, mismatch, inner, given.result)}.`;
  return problem("task.type-mismatch", message, {
    location: placeIn(checked, taker, path) ?? requirement.location,
    dag: dag.name,
    task: task.name,
    related: [{ message: `${quote(giver.name)} is declared here.`, location: giver.nameLocation, task: giver.name }],
  });
}

/** What is there instead, and what it was before it became JSON, if that was something else. */
function returned(checked: Checked, mismatch: Mismatch, path: readonly string[], result: ts.Type): string {
  const { given, isMaybe } = mismatch;
  const name = pathText(path);
  if (given === null) return `no ${name}`;
  const text = shown(checked, given);
  const before = partOf(checked, result, path);
  const source = before === null ? text : shown(checked, before);
  const label = name === "" ? "" : `${name}${isMaybe ? "?" : ""}: `;
  return source === text || isMaybe ? `${label}${text}` : `${label}${source}, which arrives as ${text}`;
}

function wrongInputs(checked: Checked, dag: TypedDag, task: TypedTask, { inputs, parameter }: TaskFunction): Problem {
  const names = task.requirements.map(({ name }) => quote(name)).join(", ");
  const wanted = inputs === null ? "nothing" : shown(checked, inputs);
  const message = `Task ${quote(task.name)} expects ${wanted}; it gets an object with the results of ${names}.`;
  return problem("task.type-mismatch", message, {
    location: parameter === null ? task.nameLocation : locationOf(parameter),
    dag: dag.name,
    task: task.name,
  });
}

/** A text, a number or a list, which the results by their names never are. */
function isNoObject(checked: Checked, type: ts.Type): boolean {
  const { ts, checker } = checked;
  const { TypeFlags } = ts;
  const primitive = TypeFlags.StringLike | TypeFlags.NumberLike | TypeFlags.BooleanLike | TypeFlags.BigIntLike;
  const members = membersOf(type).filter((one) => !isNothing(checked, one) && (one.flags & TypeFlags.Null) === 0);
  if (members.length === 0) return false;
  return members.every((one) => (one.flags & primitive) !== 0 || checker.isArrayType(one) || checker.isTupleType(one));
}

/** Where the innermost property of a path is written at the parameter; null if none of it is. */
function placeIn(
  checked: Checked,
  { inputs, parameter }: TaskFunction,
  path: readonly string[],
): SourceLocation | null {
  const { ts, checker } = checked;
  if (parameter === null || inputs === null) return null;
  let type: ts.Type | undefined = inputs;
  let place: ts.Node | null = null;
  for (const name of path) {
    if (name.startsWith("[")) {
      type = elementOf(checked, type, name);
    } else {
      const property: ts.Symbol | undefined = checker.getPropertyOfType(checker.getNonNullableType(type), name);
      const declared = property?.declarations?.find((one) => isWithin(one, parameter));
      if (declared !== undefined) place = declared;
      type = property === undefined ? undefined : checker.getTypeOfSymbol(property);
    }
    if (type === undefined) break;
  }
  if (place !== null) return locationOf(place);
  if (!ts.isObjectBindingPattern(parameter.name)) return null;
  const element = parameter.name.elements.find((one) => (one.propertyName ?? one.name).getText() === path[0]);
  return element === undefined ? null : locationOf(element);
}

function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return node.getSourceFile() === outer.getSourceFile() && node.pos >= outer.pos && node.end <= outer.end;
}

function partOf(checked: Checked, result: ts.Type, path: readonly string[]): ts.Type | null {
  let type: ts.Type | undefined = result;
  for (const name of path) {
    if (name.startsWith("[")) {
      type = elementOf(checked, type, name);
    } else {
      const property: ts.Symbol | undefined = checked.checker.getPropertyOfType(type, name);
      type = property === undefined ? undefined : checked.checker.getTypeOfSymbol(property);
    }
    if (type === undefined) return null;
  }
  return path.length === 0 ? type : without(checked, type, (one) => isNothing(checked, one));
}

function elementOf({ checker }: Checked, type: ts.Type, name: string): ts.Type | undefined {
  if (!checker.isArrayType(type) && !checker.isTupleType(type)) return undefined;
  return checker.getTypeArguments(type as ts.TypeReference)[name === "[]" ? 0 : Number(name.slice(1, -1))];
}

function isReported({ ts, program }: Checked, declaration: ts.Node): boolean {
  const file = declaration.getSourceFile();
  const [start, end] = [declaration.getStart(file), declaration.end];
  return program
    .getSemanticDiagnostics(file)
    .some(
      (one) => one.category === ts.DiagnosticCategory.Error && (one.start ?? -1) >= start && (one.start ?? end) < end,
    );
}

function pathText(path: readonly string[]): string {
  return path.map((name, index) => (index === 0 || name.startsWith("[") ? name : `.${name}`)).join("");
}

function shown({ checker }: Checked, type: ts.Type): string {
  return checker.typeToString(type);
}

/** Of a property in a type, without the sign that ends it. */
function locationOf(node: ts.Node): SourceLocation {
  const file = node.getSourceFile();
  const text = new SourceText(normalize(file.fileName), file.text);
  const [start, whole] = [node.getStart(file), node.getText(file)];
  return text.location(start, start + whole.replace(/[;,]$/, "").length);
}
