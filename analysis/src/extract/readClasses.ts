import type { ts } from "ts-morph";
import type { ClassFact, DecoratorFact, PropertyFact } from "../source/facts.ts";
import type { Candidate } from "./candidates.ts";
import type { Evaluator, Source } from "./evaluate.ts";

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
    hasConstructor: node.members.some((member) => ts.isConstructorDeclaration(member)),
    decorators: (ts.getDecorators(node) ?? []).map((decorator) =>
      readDecorator(source, evaluator, decorator, candidate),
    ),
    statics: readStatics(source, evaluator, candidate),
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

function readStatics(
  { ts, candidates }: Source,
  evaluator: Evaluator,
  { node }: Candidate<ts.ClassLikeDeclaration>,
): readonly PropertyFact[] {
  const scope = candidates.scopes.get(node);
  const found: PropertyFact[] = [];
  for (const member of node.members) {
    if (!ts.isPropertyDeclaration(member) || member.initializer === undefined || scope === undefined) continue;
    if (ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) !== true) continue;
    const name = evaluator.propertyName(member.name);
    found.push({
      name,
      spread: false,
      value: evaluator.value(member.initializer, scope, name),
      at: evaluator.at(member),
    });
  }
  return found;
}
