import { createHash } from "node:crypto";
import type { ts } from "ts-morph";
import { unwrapped } from "../extract/unwrapped.ts";
import { Evaluator } from "../extract/evaluate.ts";
import { findCandidates } from "../extract/findCandidates.ts";
import { identify } from "../extract/identify.ts";
import { parse } from "../extract/parse.ts";
import type { Scope } from "../extract/scope.ts";
import type { Source } from "../extract/source.ts";
import type { Value } from "../source/facts.ts";
import type { TypeScript } from "../source/typescript.ts";
import { codeText } from "./codeText.ts";
import { inputReads, type InputReads } from "./inputReads.ts";

/** A name that may stand for a task, where it is used. */
interface NameUse {
  readonly value: Value;
  readonly start: number;
  readonly end: number;
}

/** `Inputs<Class, "a" | "b">`: the texts in it name methods of the class. */
interface TypeUse {
  readonly of: Value;
  readonly names: readonly { readonly text: string; readonly start: number; readonly end: number }[];
}

/** A function that may be the body of a task. */
export interface FunctionUse extends InputReads {
  /** SHA-256 of its tokens. */
  readonly code: string;
}

/** What only the bodies of a file tell. Places are offsets. */
export interface Uses {
  readonly names: readonly NameUse[];
  readonly types: readonly TypeUse[];
  /** By where each function begins, which no two share: a method begins at its first decorator. */
  readonly functions: ReadonlyMap<number, FunctionUse>;
  /** Values of the names used, as in facts. */
  readonly bindings: Readonly<Record<string, Value>>;
}

/** What the names of bindings begin with that come from here. */
const USES = "~";

const NO_USES: Uses = { names: [], types: [], functions: new Map(), bindings: {} };

/** What is asked for: functions that are bodies, by their begins; and the uses of names, which cost more. */
export interface Wanted {
  readonly functions: ReadonlySet<number>;
  readonly names: boolean;
}

/** Reads a whole file, bodies included. Never throws, like `readFacts`. */
export function readUses(ts: TypeScript, name: string, text: string, wanted: Wanted): Uses {
  try {
    return usesOf(ts, parse(ts, name, text), text, wanted);
  } catch (error) {
    if (error instanceof RangeError) return NO_USES;
    throw error;
  }
}

function usesOf(ts: TypeScript, file: ts.SourceFile, text: string, wanted: Wanted): Uses {
  const functions = new Map<number, FunctionUse>();
  const names: NameUse[] = [];
  const types: TypeUse[] = [];
  if (!wanted.names) {
    visitFunctions(file);
    return { ...NO_USES, functions };
  }
  const candidates = findCandidates(ts, file);
  const word = (one: string) => one;
  const ids = identify(ts, candidates, word);
  const source: Source = { ts, file, text, candidates, ids, word, place: () => 0 };
  const evaluator = new Evaluator(source, USES);
  visit(file, candidates.module);
  evaluator.functions.finish();
  return { names, types, functions, bindings: evaluator.bindings };

  function visitFunctions(node: ts.Node): void {
    addFunction(node);
    ts.forEachChild(node, visitFunctions);
  }

  function addFunction(node: ts.Node): void {
    if (!ts.isFunctionLike(node) || !("body" in node)) return;
    const start = node.getStart(file);
    if (!wanted.functions.has(start)) return;
    const code = createHash("sha256")
      .update(codeText(ts, file, node))
      .digest("hex");
    functions.set(start, { ...inputReads(ts, file, node), code });
  }

  function visit(node: ts.Node, outer: Scope): void {
    const scope = candidates.scopes.get(node) ?? outer;
    addFunction(node);
    if (ts.isTypeReferenceNode(node)) addType(node, scope);
    if (ts.isIdentifier(node)) {
      if (mayBeTask(node, scope)) add(node, node, scope);
      return;
    }
    if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      addReexports(node);
      return;
    }
    if (ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) {
      addSpecifier(node, scope);
      return;
    }
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.name)) {
      const root = rootOf(node);
      if (root !== null && mayBeTask(root, scope)) add(node, node.name, scope);
      visit(node.expression, scope);
      return;
    }
    if (ts.isPropertyAssignment(node)) {
      visit(node.initializer, scope);
      return;
    }
    ts.forEachChild(node, (child) => {
      if (!isOwnName(node, child)) visit(child, scope);
    });
  }

  function add(node: ts.Expression, at: ts.Node, scope: Scope): void {
    names.push({ value: evaluator.value(node, scope), start: at.getStart(file), end: at.end });
  }

  function addSpecifier(node: ts.ImportSpecifier | ts.ExportSpecifier, scope: Scope): void {
    const written = node.propertyName ?? node.name;
    const local = ts.isImportSpecifier(node) ? node.name : written;
    if (!ts.isIdentifier(written) || !ts.isIdentifier(local)) return;
    add(local, written, scope);
  }

  function addReexports({ moduleSpecifier, exportClause }: ts.ExportDeclaration): void {
    if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return;
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) return;
    for (const { name, propertyName } of exportClause.elements) {
      const written = propertyName ?? name;
      const value: Value = { kind: "import", from: moduleSpecifier.text, name: written.text, at: 0 };
      names.push({ value, start: written.getStart(file), end: written.end });
    }
  }

  function addType(node: ts.TypeReferenceNode, scope: Scope): void {
    const [of, literals] = node.typeArguments ?? [];
    if (of === undefined || literals === undefined || !ts.isTypeReferenceNode(of)) return;
    if (!ts.isIdentifier(of.typeName) || !isInputs(node.typeName, scope)) return;
    const found = (ts.isUnionTypeNode(literals) ? literals.types : [literals]).flatMap((one) => {
      if (!ts.isLiteralTypeNode(one) || !ts.isStringLiteralLike(one.literal)) return [];
      return [{ text: one.literal.text, start: one.literal.getStart(file) + 1, end: one.literal.end - 1 }];
    });
    types.push({ of: evaluator.value(of.typeName, scope), names: found });
  }

  function isInputs(name: ts.EntityName, scope: Scope): boolean {
    const root = ts.isIdentifier(name) ? name : name.left;
    if (!ts.isIdentifier(root)) return false;
    const declared = scope.find(root.text)?.declared;
    if (declared?.kind !== "import") return false;
    return ts.isIdentifier(name) ? declared.name === "Inputs" : declared.name === "*" && name.right.text === "Inputs";
  }

  /** Only what is imported, destructured or assigned from a call can be a task. */
  function mayBeTask(node: ts.Identifier, scope: Scope): boolean {
    const declared = scope.find(node.text)?.declared;
    switch (declared?.kind) {
      case "import":
      case "alias":
      case "namespace":
      case "class":
      case "element":
        return true;
      case "variable": {
        const value = declared.node.initializer;
        return value !== undefined && !isLiteral(unwrapped(ts, value));
      }
      case "function":
      case "parameter":
      case "enum":
      case "opaque":
      case undefined:
        return false;
    }
  }

  function isLiteral(node: ts.Expression): boolean {
    return ts.isLiteralExpression(node) || ts.isArrowFunction(node) || ts.isFunctionExpression(node);
  }

  function rootOf(node: ts.PropertyAccessExpression): ts.Identifier | null {
    let root: ts.Expression = node.expression;
    while (ts.isPropertyAccessExpression(root)) root = root.expression;
    return ts.isIdentifier(root) ? root : null;
  }

  /** A name that a declaration gives, as opposed to one that is used. */
  function isOwnName(parent: ts.Node, child: ts.Node): boolean {
    const isVariable = ts.isVariableDeclaration(parent) && ts.isIdentifier(child) && parent.name === child;
    if (isVariable) return false;
    return "name" in parent && parent.name === child && ts.isIdentifier(child);
  }
}
