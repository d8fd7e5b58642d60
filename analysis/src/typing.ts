import type { ts } from "ts-morph";
import { isTaskAccess } from "./extract/isTaskAccess.ts";
import { unwrapped } from "./extract/unwrapped.ts";
import type { TypeScript } from "./source/typescript.ts";

/** A place where the name of a task is being typed. Places are offsets. */
export interface Typing {
  readonly kind: "requirement" | "input";
  readonly start: number;
  readonly end: number;
  readonly insideString: boolean;
  /** Where the word `task` stands that declares the task around it. */
  readonly wordStart: number;
  /** Names that stand there already. */
  readonly taken: ReadonlySet<string>;
}

/** What is being typed at an offset of a tree, which may be half-typed; null if it is nothing of ours. */
export function typingAt(ts: TypeScript, file: ts.SourceFile, offset: number): Typing | null {
  const path = pathTo(ts, file, offset);
  return requirementAt(ts, file, path, offset) ?? inputAt(ts, file, path, offset);
}

/** The nodes around an offset, the innermost first. */
function pathTo(ts: TypeScript, file: ts.SourceFile, offset: number): readonly ts.Node[] {
  const path: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    path.unshift(node);
    let inner: ts.Node | undefined;
    // Of two neighbours that meet at the offset, the one that ends there is being typed, unless nothing of it is there.
    ts.forEachChild(node, (child) => {
      if (child.pos > offset || child.end < offset) return;
      if (inner === undefined || child.getStart(file) < offset || inner.end === inner.pos) inner ??= child;
      if (inner !== child && child.getStart(file) < offset) inner = child;
    });
    if (inner !== undefined) visit(inner);
  };
  visit(file);
  return path;
}

function requirementAt(ts: TypeScript, file: ts.SourceFile, path: readonly ts.Node[], offset: number): Typing | null {
  const at = path.findIndex((node) => ts.isArrayLiteralExpression(node));
  const array = path[at];
  if (array === undefined || !ts.isArrayLiteralExpression(array) || offset <= array.getStart(file)) return null;
  const property = path.slice(at + 1).find((node) => !isTransparent(ts, node));
  if (property === undefined || !ts.isPropertyAssignment(property) || !isNamed(ts, property.name, "requires"))
    return null;
  const wordStart = declaringWord(ts, file, path.slice(path.indexOf(property)));
  if (wordStart === null) return null;
  const entry = array.elements.find((element) => element.getStart(file) < offset && offset <= element.end);
  const others = array.elements.filter((element) => element !== entry);
  const taken = new Set(others.flatMap((element) => nameOf(ts, unwrapped(ts, element)) ?? []));
  return { kind: "requirement", wordStart, taken, ...wordAt(ts, file, entry, offset) };
}

function inputAt(ts: TypeScript, file: ts.SourceFile, path: readonly ts.Node[], offset: number): Typing | null {
  return accessedAt(ts, file, path, offset) ?? destructuredAt(ts, file, path, offset);
}

function accessedAt(ts: TypeScript, file: ts.SourceFile, path: readonly ts.Node[], offset: number): Typing | null {
  const access = path.find((node) => ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node));
  if (access === undefined) return null;
  for (const [index, fn] of path.entries()) {
    if (index < path.indexOf(access) || !ts.isFunctionLike(fn)) continue;
    const wordStart = declaringWord(ts, file, path.slice(index));
    const site = wordStart === null ? null : accessAt(ts, file, access, fn, offset);
    if (wordStart !== null && site !== null) return { kind: "input", wordStart, taken: new Set(), ...site };
  }
  return null;
}

function destructuredAt(ts: TypeScript, file: ts.SourceFile, path: readonly ts.Node[], offset: number): Typing | null {
  const pattern = path.find((node) => ts.isObjectBindingPattern(node) || ts.isObjectLiteralExpression(node));
  if (pattern === undefined || offset <= pattern.getStart(file)) return null;
  const owner = ownerOf(ts, path, pattern);
  const wordStart = owner === null ? null : declaringWord(ts, file, path.slice(path.indexOf(owner)));
  if (wordStart === null) return null;
  const parts: readonly ts.Node[] = ts.isObjectBindingPattern(pattern) ? pattern.elements : pattern.properties;
  const entry = parts.find((part) => part.getStart(file) < offset && offset <= part.end);
  // After a colon the name of a variable is typed, which is anybody's choice.
  if (entry !== undefined && /[:=]/.test(file.text.slice(entry.getStart(file), offset))) return null;
  const taken = new Set(parts.filter((part) => part !== entry).flatMap((part) => nameOf(ts, part) ?? []));
  return { kind: "input", wordStart, taken, ...wordAt(ts, file, entry, offset) };
}

/** `inputs.` or `inputs["`, where `inputs` is the first parameter of the function. */
function accessAt(
  ts: TypeScript,
  file: ts.SourceFile,
  access: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  fn: ts.SignatureDeclaration,
  offset: number,
): Pick<Typing, "start" | "end" | "insideString"> | null {
  const first = fn.parameters[0]?.name;
  const target = unwrapped(ts, access.expression);
  if (first === undefined || !ts.isIdentifier(first) || !ts.isIdentifier(target) || target.text !== first.text)
    return null;
  if (offset <= access.expression.end) return null;
  if (ts.isElementAccessExpression(access)) {
    const key = access.argumentExpression;
    return ts.isStringLiteralLike(key) && offset > key.getStart(file) ? wordAt(ts, file, key, offset) : null;
  }
  const name = access.name;
  // A missing name stands where the next token is, which may be lines away.
  const isThere = name.getStart(file) <= offset && offset <= name.end && name.end > name.getStart(file);
  return isThere
    ? { start: name.getStart(file), end: name.end, insideString: false }
    : { start: offset, end: offset, insideString: false };
}

/**
 * The function whose first parameter braces are, or will be: before its arrow is typed, a function is a call of `async`
 * or a parenthesis among the arguments.
 */
function ownerOf(ts: TypeScript, path: readonly ts.Node[], pattern: ts.Node): ts.Node | null {
  const [outer, next] = path.slice(path.indexOf(pattern) + 1);
  if (outer === undefined) return null;
  if (ts.isObjectBindingPattern(pattern)) {
    const isFirst = next !== undefined && ts.isFunctionLike(next) && next.parameters[0] === outer;
    return isFirst ? next : null;
  }
  const isCall = ts.isCallExpression(outer) && ts.isIdentifier(outer.expression) && outer.expression.text === "async";
  return isCall || ts.isParenthesizedExpression(outer) ? outer : null;
}

/** Where the word `task` stands of the declaration that a node is a part of; null when a function lies between. */
function declaringWord(ts: TypeScript, file: ts.SourceFile, path: readonly ts.Node[]): number | null {
  for (const [index, node] of path.entries()) {
    const word = wordOf(ts, file, node);
    if (word !== null) return word;
    if (index > 0 && (ts.isFunctionLike(node) || ts.isBlock(node))) return null;
  }
  return null;
}

function wordOf(ts: TypeScript, file: ts.SourceFile, node: ts.Node): number | null {
  if (ts.isCallExpression(node)) {
    const callee = unwrapped(ts, node.expression);
    if (isTaskAccess(ts, callee)) return (ts.isPropertyAccessExpression(callee) ? callee.name : callee).getStart(file);
    return null;
  }
  if (ts.isDecorator(node)) return decoratorWord(ts, file, node);
  if (!ts.isMethodDeclaration(node)) return null;
  const [decorator] = ts.getDecorators(node) ?? [];
  return decorator === undefined ? null : decoratorWord(ts, file, decorator);
}

function decoratorWord(ts: TypeScript, file: ts.SourceFile, { expression }: ts.Decorator): number {
  const word = unwrapped(ts, ts.isCallExpression(expression) ? expression.expression : expression);
  return (ts.isPropertyAccessExpression(word) ? word.name : word).getStart(file);
}

/** What a chosen name replaces: the inside of a string, a word, or nothing. */
function wordAt(
  ts: TypeScript,
  file: ts.SourceFile,
  entry: ts.Node | undefined,
  offset: number,
): Pick<Typing, "start" | "end" | "insideString"> {
  if (entry !== undefined && ts.isStringLiteralLike(entry)) {
    const start = entry.getStart(file) + 1;
    const isClosed = entry.end > start && file.text[entry.end - 1] === file.text[start - 1];
    return {
      start,
      end: Math.max(start, isClosed ? entry.end - 1 : unclosedEnd(file.text, start, offset)),
      insideString: true,
    };
  }
  let start = offset;
  while (start > 0 && /[\w$]/.test(file.text[start - 1] ?? "")) start--;
  let end = offset;
  while (/[\w$]/.test(file.text[end] ?? "")) end++;
  return { start, end, insideString: false };
}

/** An unclosed string runs to the end of its line; what belongs to the name ends where its letters end. */
function unclosedEnd(text: string, start: number, offset: number): number {
  let end = Math.max(start, offset);
  while (/[\w$.:/-]/.test(text[end] ?? "")) end++;
  return end;
}

function nameOf(ts: TypeScript, node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node) || ts.isIdentifier(node)) return node.text;
  if (ts.isBindingElement(node)) return nameOf(ts, node.propertyName ?? node.name);
  if (ts.isObjectLiteralElement(node) && node.name !== undefined) return nameOf(ts, node.name);
  return null;
}

function isNamed(ts: TypeScript, name: ts.PropertyName, text: string): boolean {
  return (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) && name.text === text;
}

function isTransparent(ts: TypeScript, node: ts.Node): boolean {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isSpreadElement(node) ||
    ts.isArrayLiteralExpression(node)
  );
}
