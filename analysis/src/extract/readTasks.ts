import type { ts } from "ts-morph";
import type { At, TaskFact, Value } from "../source/facts.ts";
import type { Candidate } from "./candidates.ts";
import { isTaskAccess } from "./isTaskAccess.ts";
import { unwrapped } from "./unwrapped.ts";
import type { Evaluator } from "./evaluate.ts";
import { placeOf } from "./placeOf.ts";
import { propertyName } from "./propertyName.ts";
import type { Source } from "./source.ts";

/** A call of something's `task`. */
export function readTask(source: Source, evaluator: Evaluator, candidate: Candidate<ts.CallExpression>): TaskFact {
  const { ts, ids } = source;
  const { node, scope, whole } = candidate;
  const callee = unwrapped(ts, node.expression);
  const receiver = isTaskAccess(ts, callee) ? callee.expression : callee;
  const word = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  const { args, fn } = split(source, node.arguments);
  const id = ids.get(node) ?? "";
  return {
    id,
    ...placeOf(evaluator, candidate),
    callee: evaluator.value(receiver, scope),
    owner: null,
    method: null,
    args: args.map((argument) => argumentOf(source, evaluator, argument, candidate)),
    fn: fn === null ? null : evaluator.value(fn, scope),
    isTyped: isTyped(source, receiver, candidate),
    at: evaluator.at(whole),
    wordAt: evaluator.at(word),
    insertAt: insertionAt(source, node),
  };
}

/** The decorated methods of a class, as far as a decorator may be one of ours. */
export function readMethods(
  source: Source,
  evaluator: Evaluator,
  candidate: Candidate<ts.ClassLikeDeclaration>,
): readonly TaskFact[] {
  const { ts, ids } = source;
  const facts: TaskFact[] = [];
  for (const member of candidate.node.members) {
    if (!ts.isMethodDeclaration(member)) continue;
    for (const [index, decorator] of (ts.getDecorators(member) ?? []).entries()) {
      const { expression } = decorator;
      const call = ts.isCallExpression(expression) ? expression : null;
      const callee = evaluator.value(call?.expression ?? expression, candidate.scope);
      if (callee.kind !== "import" && callee.kind !== "property" && callee.kind !== "local") continue;
      const name = propertyName(source, member.name);
      const word = unwrapped(ts, call?.expression ?? expression);
      facts.push({
        // Whichever of several decorators is ours makes the task.
        id: `${ids.get(member) ?? ""}${index === 0 ? "" : `@${index}`}`,
        within: null,
        branch: null,
        callee,
        owner: ids.get(candidate.node) ?? "",
        method: { name, at: evaluator.at(member.name) },
        args: (call?.arguments ?? []).map((argument) => argumentOf(source, evaluator, argument, candidate)),
        fn: evaluator.functions.of(member, candidate.scope, name),
        isTyped: false,
        at: evaluator.at(member),
        wordAt: evaluator.at(ts.isPropertyAccessExpression(word) ? word.name : word),
        insertAt: call === null ? source.place(expression.end, expression.end) : insertionAt(source, call),
      });
    }
  }
  return facts;
}

function argumentOf(
  source: Source,
  evaluator: Evaluator,
  argument: ts.Expression,
  { scope }: Candidate<ts.Node>,
): Value {
  if (source.ts.isSpreadElement(argument)) return { kind: "unknown", at: evaluator.at(argument) };
  return evaluator.value(argument, scope);
}

/** The function is the last argument; while it is not typed yet, the last is a name or options. */
function split(
  { ts }: Source,
  given: readonly ts.Expression[],
): { readonly args: readonly ts.Expression[]; readonly fn: ts.Expression | null } {
  const last = given.at(-1);
  if (last === undefined) return { args: [], fn: null };
  const inner = unwrapped(ts, last);
  const isOther = ts.isStringLiteralLike(inner) || ts.isObjectLiteralExpression(inner) || ts.isSpreadElement(last);
  return isOther ? { args: given, fn: null } : { args: given.slice(0, -1), fn: last };
}

function insertionAt({ ts, file, text, place }: Source, call: ts.CallExpression): At {
  const first = call.arguments[0];
  if (first !== undefined && ts.isStringLiteralLike(unwrapped(ts, first))) return place(first.end, first.end);
  const from = call.typeArguments?.end ?? call.expression.end;
  const parenthesis = text.indexOf("(", from);
  const start = parenthesis < 0 || parenthesis >= call.end ? call.getEnd() : parenthesis + 1;
  return place(Math.max(start, call.getStart(file)), Math.max(start, call.getStart(file)));
}

/** Whether a name that has no value here is annotated as a `Dag` of ours. */
function isTyped({ ts }: Source, receiver: ts.Expression, { scope }: Candidate<ts.Node>): boolean {
  const name = unwrapped(ts, receiver);
  if (!ts.isIdentifier(name)) return false;
  const declared = scope.find(name.text)?.declared;
  const type =
    declared?.kind === "parameter" ? declared.type : declared?.kind === "variable" ? declared.node.type : undefined;
  // In JavaScript the name says what a type would.
  if (type === undefined || type === null) return declared?.kind === "parameter" && /dag/i.test(name.text);
  if (!ts.isTypeReferenceNode(type)) return false;
  const root = ts.isIdentifier(type.typeName) ? type.typeName : type.typeName.left;
  if (!ts.isIdentifier(root)) return false;
  const from = scope.find(root.text)?.declared;
  return from?.kind === "import" && (from.name === "Dag" || (from.name === "*" && from.from === "orchex"));
}
