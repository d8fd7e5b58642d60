import type { ts } from "ts-morph";
import type { CallFact } from "../source/facts.ts";
import type { Called } from "./candidates.ts";
import type { Evaluator } from "./evaluate.ts";
import { placeOf } from "./placeOf.ts";
import type { Declared, Scope } from "./scope.ts";
import type { Source } from "./source.ts";
import { unwrapped } from "./unwrapped.ts";

/** What the type or the name of a parameter that may be a DAG has in it. */
const DAG = /dag/i;

/**
 * Calls through which a DAG may get tasks: of functions of this file that declare some or call such, of functions with
 * something that may be a DAG, and, where a module is loaded, of functions that it imports.
 */
export function readCalls(source: Source, evaluator: Evaluator): readonly CallFact[] {
  const { ts, candidates } = source;
  const carriers = new Set<ts.Node>();
  for (const { within } of candidates.tasks) if (within !== null) carriers.add(within);
  const found = new Set<Called>();
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const call of candidates.calls) {
      if (found.has(call) || !mayDeclare(source, call, carriers)) continue;
      found.add(call);
      if (call.within !== null) carriers.add(call.within);
    }
  }
  return candidates.calls
    .filter((call) => found.has(call))
    .map((call): CallFact => {
      const { node, scope } = call;
      return {
        ...placeOf(evaluator, call),
        of: evaluator.value(node.expression, scope),
        args: node.arguments.map((argument) =>
          ts.isSpreadElement(argument)
            ? { kind: "unknown", at: evaluator.at(argument) }
            : evaluator.value(argument, scope),
        ),
      };
    });
}

function mayDeclare({ ts }: Source, { node, scope, within }: Called, carriers: ReadonlySet<ts.Node>): boolean {
  const callee = unwrapped(ts, node.expression);
  const root = rootOf(ts, callee);
  const declared = root === null ? undefined : scope.find(root.text)?.declared;
  if (declared === undefined || (declared.kind === "import" && declared.from === "orchex")) return false;
  const fn = root === callee ? functionNode(ts, declared) : null;
  if (fn !== null && carriers.has(fn)) return true;
  if (within === null && (declared.kind === "import" || declared.kind === "element")) return true;
  return node.arguments.some((argument) => mayCarry(ts, argument, scope));
}

function rootOf(ts: Source["ts"], node: ts.Expression): ts.Identifier | null {
  let root = node;
  while (ts.isPropertyAccessExpression(root)) root = root.expression;
  return ts.isIdentifier(root) ? root : null;
}

function functionNode(ts: Source["ts"], declared: Declared): ts.Node | null {
  if (declared.kind === "function") return declared.node;
  if (declared.kind !== "variable" || declared.node.initializer === undefined) return null;
  const value = unwrapped(ts, declared.node.initializer);
  return ts.isArrowFunction(value) || ts.isFunctionExpression(value) ? value : null;
}

/** Whether an argument may be a DAG, or an object that holds one. */
function mayCarry(ts: Source["ts"], argument: ts.Expression, scope: Scope): boolean {
  const node = unwrapped(ts, argument);
  if (node.kind === ts.SyntaxKind.ThisKeyword || ts.isNewExpression(node)) return true;
  if (ts.isPropertyAccessExpression(node)) return mayCarry(ts, node.expression, scope);
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.some((property) => {
      if (ts.isShorthandPropertyAssignment(property)) return mayCarry(ts, property.name, scope);
      return ts.isPropertyAssignment(property) && mayCarry(ts, property.initializer, scope);
    });
  }
  if (!ts.isIdentifier(node)) return false;
  const declared = scope.find(node.text)?.declared;
  switch (declared?.kind) {
    case "import":
    case "namespace":
      return true;
    case "variable": {
      const { initializer } = declared.node;
      const value = initializer === undefined ? undefined : unwrapped(ts, initializer);
      return value !== undefined && (ts.isNewExpression(value) || (ts.isCallExpression(value) && DAG.test(node.text)));
    }
    case "parameter":
    case "element":
      return mayBeDag(node, declared);
    case "function":
    case "class":
    case "alias":
    case "enum":
    case "opaque":
    case undefined:
      return false;
  }
}

/** Only what says so: what else functions are handed is of no interest, and is typed all the time. */
function mayBeDag(node: ts.Identifier, declared: Declared): boolean {
  if (DAG.test(node.text)) return true;
  const { type = null } = declared.kind === "parameter" ? declared : {};
  const name = type === null || !("typeName" in type) ? null : (type as ts.TypeReferenceNode).typeName;
  return name !== null && DAG.test("text" in name ? name.text : name.right.text);
}
