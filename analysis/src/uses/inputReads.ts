import type { ts } from "ts-morph";
import { unwrapped } from "../extract/unwrapped.ts";
import type { TypeScript } from "../source/typescript.ts";

/** One read of an input: the name as it is written, and where. */
interface InputRead {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  /** A destructured name that is also the variable. */
  readonly isShorthand: boolean;
}

/** What the body of a task does with its inputs. */
export interface InputReads {
  readonly reads: readonly InputRead[];
  /** They are handed on as a whole, so that nobody can say what is read. */
  readonly escapes: boolean;
}

/** Follows the first parameter of a function through its body. */
export function inputReads(ts: TypeScript, file: ts.SourceFile, fn: ts.FunctionLikeDeclaration): InputReads {
  const reads: InputRead[] = [];
  let escapes = false;
  const [first] = fn.parameters;
  if (first === undefined) return { reads, escapes: usesArguments(fn) };
  if (first.dotDotDotToken !== undefined) return { reads, escapes: true };
  if (ts.isIdentifier(first.name)) follow(first.name.text);
  else readPattern(first.name);
  return { reads, escapes };

  function readPattern(pattern: ts.BindingPattern): void {
    if (!ts.isObjectBindingPattern(pattern)) {
      escapes = true;
      return;
    }
    for (const element of pattern.elements) {
      const key = element.propertyName ?? element.name;
      if (element.dotDotDotToken !== undefined) escapes = true;
      else if (ts.isIdentifier(key)) add(key, key.text, element.propertyName === undefined);
      else if (ts.isStringLiteralLike(key)) add(key, key.text, false);
      else escapes = true;
    }
  }

  function add(node: ts.Node, key: string, isShorthand: boolean): void {
    const inset = ts.isStringLiteralLike(node) ? 1 : 0;
    reads.push({ key, start: node.getStart(file) + inset, end: node.end - inset, isShorthand });
  }

  function follow(name: string): void {
    for (const parameter of fn.parameters.slice(1)) visit(parameter);
    if (fn.body !== undefined) visit(fn.body);

    function visit(node: ts.Node): void {
      if (ts.isPropertyAccessExpression(node) && isInputs(node.expression)) {
        if (ts.isIdentifier(node.name)) add(node.name, node.name.text, false);
        return;
      }
      if (ts.isElementAccessExpression(node) && isInputs(node.expression)) {
        const key = unwrapped(ts, node.argumentExpression);
        if (ts.isStringLiteralLike(key)) add(key, key.text, false);
        else escapes = true;
        visit(node.argumentExpression);
        return;
      }
      if (ts.isVariableDeclaration(node) && node.initializer !== undefined && isInputs(node.initializer)) {
        if (ts.isIdentifier(node.name)) escapes = true;
        else readPattern(node.name);
        return;
      }
      if (isName(node)) escapes = true;
      if (ts.isPropertyAccessExpression(node)) visit(node.expression);
      else if (ts.isPropertyAssignment(node)) visit(node.initializer);
      else if (!ts.isTypeNode(node)) ts.forEachChild(node, visit);
    }

    function isInputs(node: ts.Expression): boolean {
      return isName(unwrapped(ts, node));
    }

    function isName(node: ts.Node): boolean {
      return ts.isIdentifier(node) && node.text === name;
    }
  }

  function usesArguments(given: ts.FunctionLikeDeclaration): boolean {
    return !ts.isArrowFunction(given) && /\barguments\b/.test(file.text.slice(given.pos, given.end));
  }
}
