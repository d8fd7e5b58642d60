import type { ts } from "ts-morph";
import type { ClassFact, DecoratorFact, PropertyFact, Value } from "../source/facts.ts";
import type { Candidate } from "./candidates.ts";
import type { Evaluator } from "./evaluate.ts";
import { isStatic } from "./isStatic.ts";
import { propertyName } from "./propertyName.ts";
import type { Source } from "./source.ts";

export function readClasses(source: Source, evaluator: Evaluator): readonly ClassFact[] {
  return source.candidates.classes.map((candidate) => readClass(source, evaluator, candidate));
}

function readClass(source: Source, evaluator: Evaluator, candidate: Candidate<ts.ClassLikeDeclaration>): ClassFact {
  const { ts, ids, file, place } = source;
  const { node, scope, whole, variable } = candidate;
  const heritage = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  const start = node.getStart(file);
  return {
    id: ids.get(node) ?? "",
    name: variable === null ? null : source.word(variable),
    base: heritage === undefined ? null : evaluator.value(heritage.expression, scope),
    init: evaluator.functions.idOf(node),
    superArgs: readSuperArgs(source, evaluator, node),
    decorators: (ts.getDecorators(node) ?? []).map((decorator) =>
      readDecorator(source, evaluator, decorator, candidate),
    ),
    statics: readProperties(source, evaluator, candidate, true),
    fields: readProperties(source, evaluator, candidate, false),
    at: evaluator.at(whole),
    wordAt:
      node.name === undefined ? place(start, Math.min(start + "class".length, node.end)) : evaluator.at(node.name),
  };
}

function readDecorator(
  { ts }: Source,
  evaluator: Evaluator,
  decorator: ts.Decorator,
  { scope }: Candidate<ts.Node>,
): DecoratorFact {
  const { expression } = decorator;
  const call = ts.isCallExpression(expression) ? expression : null;
  return {
    callee: evaluator.value(call?.expression ?? expression, scope),
    args: (call?.arguments ?? []).map((argument) => evaluator.value(argument, scope)),
    at: evaluator.at(decorator),
  };
}

function readProperties(
  source: Source,
  evaluator: Evaluator,
  { node }: Candidate<ts.ClassLikeDeclaration>,
  ofClass: boolean,
): readonly PropertyFact[] {
  const { ts, candidates } = source;
  const found: PropertyFact[] = [];
  for (const member of node.members) {
    if (!ts.isPropertyDeclaration(member) || member.initializer === undefined) continue;
    const scope = candidates.scopes.get(ofClass ? node : member);
    if (scope === undefined || isStatic(ts, member) !== ofClass) continue;
    const name = propertyName(source, member.name);
    const value = evaluator.value(member.initializer, scope, name);
    found.push({ name, spread: false, value, at: evaluator.at(member) });
  }
  return found;
}

/** The arguments of `super(...)`, if that is a statement of the constructor. */
function readSuperArgs(
  { ts, candidates }: Source,
  evaluator: Evaluator,
  node: ts.ClassLikeDeclaration,
): readonly Value[] | null {
  const made = node.members.find((member) => ts.isConstructorDeclaration(member) && member.body !== undefined);
  if (made === undefined || !ts.isConstructorDeclaration(made) || made.body === undefined) return null;
  const scope = candidates.scopes.get(made.body);
  for (const statement of made.body.statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) continue;
    const { expression, arguments: given } = statement.expression;
    if (expression.kind !== ts.SyntaxKind.SuperKeyword || scope === undefined) continue;
    return given.map((argument) => evaluator.value(argument, scope));
  }
  return [];
}
