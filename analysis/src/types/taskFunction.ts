import type { ts } from "ts-morph";
import { isTaskAccess } from "../extract/isTaskAccess.ts";
import { unwrapped } from "../extract/unwrapped.ts";
import { linesOf, offsetAt } from "../source/lines.ts";
import type { Checked } from "./checked.ts";
import type { TypedTask } from "./question.ts";

/** The function of a task, as the checker sees it. */
export interface TaskFunction {
  /** The call of `.task(...)`, or the decorated method. */
  readonly declaration: ts.Node;
  /** What it takes; null if it takes nothing, or a rest. */
  readonly inputs: ts.Type | null;
  /** Where that is declared, if it is known. */
  readonly parameter: ts.ParameterDeclaration | null;
  /** What it returns in the end. */
  readonly result: ts.Type;
}

/** Null where the text no longer has that task, or what it runs is no function that the checker knows. */
export function taskFunction(checked: Checked, task: TypedTask): TaskFunction | null {
  const { ts, program, checker } = checked;
  const file = program.getSourceFile(task.file);
  const declaration = file === undefined ? null : declarationOf(checked, file, task);
  if (declaration === null) return null;
  const signature = signatureOf(checked, declaration);
  if (signature === undefined) return null;
  const [first] = signature.getParameters();
  const declared = first?.valueDeclaration;
  const parameter = declared !== undefined && ts.isParameter(declared) ? declared : null;
  const returned = checker.getReturnTypeOfSignature(signature);
  return {
    declaration,
    inputs: first === undefined || parameter?.dotDotDotToken !== undefined ? null : checker.getTypeOfSymbol(first),
    parameter,
    result: checker.getAwaitedType(returned) ?? returned,
  };
}

type Declaration = ts.MethodDeclaration | ts.CallExpression;

/** The innermost call of `.task`, or method, around the task's place. */
function declarationOf({ ts }: Checked, file: ts.SourceFile, { start, inside }: TypedTask): Declaration | null {
  const lines = linesOf(file.text);
  const [from, at] = [offsetAt(lines, file.text.length, start), offsetAt(lines, file.text.length, inside)];
  let found: Declaration | null = null;
  const visit = (node: ts.Node): void => {
    if (node.pos > at || node.end < at) return;
    const isOne =
      ts.isMethodDeclaration(node) || (ts.isCallExpression(node) && isTaskAccess(ts, unwrapped(ts, node.expression)));
    if (isOne && node.getStart(file) >= from) found = node;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Of several the last: the widest, by custom, and what `ReturnType` takes. */
function signatureOf({ ts, checker }: Checked, declaration: Declaration): ts.Signature | undefined {
  if (ts.isMethodDeclaration(declaration)) return checker.getSignatureFromDeclaration(declaration);
  const fn = declaration.arguments.at(-1);
  if (fn === undefined) return undefined;
  return checker.getSignaturesOfType(checker.getTypeAtLocation(fn), ts.SignatureKind.Call).at(-1);
}
