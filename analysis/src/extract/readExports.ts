import type { ts } from "ts-morph";
import type { Facts, Value } from "../source/facts.ts";
import type { TypeScript } from "../source/typescript.ts";
import type { Evaluator } from "./evaluate.ts";
import { exportedNames } from "./exportedNames.ts";
import { noValues } from "./noValues.ts";
import type { Source } from "./source.ts";

/** What a module exports, and which modules it loads. */
export function readExports(source: Source, evaluator: Evaluator): Pick<Facts, "exports" | "stars" | "imports"> {
  const { ts, file, candidates, word } = source;
  const exports = noValues();
  const stars: string[] = [];
  const imports = candidates.required.map(word);
  for (const name of exportedNames(ts, file.statements)) {
    exports[word(name.text)] = evaluator.value(name, candidates.module);
  }
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement)) addImport(source, statement, imports);
    else if (ts.isExportDeclaration(statement)) addExport(source, evaluator, statement, { exports, stars, imports });
    else if (ts.isExportAssignment(statement)) {
      const name = statement.isExportEquals === true ? "=" : "default";
      exports[name] = evaluator.value(statement.expression, candidates.module);
    } else if (isDefault(ts, statement)) {
      exports["default"] =
        ts.isClassDeclaration(statement) && statement.name === undefined
          ? { kind: "class", id: source.ids.get(statement) ?? "", at: evaluator.at(statement) }
          : (exports[nameOf(ts, statement) ?? ""] ?? { kind: "unknown", at: evaluator.at(statement) });
    }
  }
  for (const { name, value } of candidates.commonJs) exports[name] = evaluator.value(value, candidates.module);
  return { exports, stars, imports: [...new Set(imports)] };
}

function addImport({ ts, word }: Source, statement: ts.ImportDeclaration, imports: string[]): void {
  const clause = statement.importClause;
  // What is only imported for its type is gone when the module runs.
  if (clause?.phaseModifier === ts.SyntaxKind.TypeKeyword || !ts.isStringLiteral(statement.moduleSpecifier)) return;
  imports.push(word(statement.moduleSpecifier.text));
}

function addExport(
  { ts, candidates, word }: Source,
  evaluator: Evaluator,
  statement: ts.ExportDeclaration,
  to: { readonly exports: Record<string, Value>; readonly stars: string[]; readonly imports: string[] },
): void {
  const { exportClause, moduleSpecifier } = statement;
  const from = moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? word(moduleSpecifier.text) : null;
  if (from !== null && !statement.isTypeOnly) to.imports.push(from);
  if (exportClause === undefined) {
    if (from !== null) to.stars.push(from);
  } else if (ts.isNamespaceExport(exportClause)) {
    const at = evaluator.at(exportClause.name);
    if (from !== null) to.exports[word(exportClause.name.text)] = { kind: "import", from, name: "*", at };
  } else {
    for (const { name, propertyName } of exportClause.elements) {
      const original = propertyName ?? name;
      if (from !== null) {
        to.exports[word(name.text)] = { kind: "import", from, name: word(original.text), at: evaluator.at(original) };
      } else if (ts.isIdentifier(original)) {
        to.exports[word(name.text)] = evaluator.value(original, candidates.module);
      }
    }
  }
}

function isDefault(ts: TypeScript, statement: ts.Statement): boolean {
  if (!ts.isClassDeclaration(statement) && !ts.isFunctionDeclaration(statement)) return false;
  return ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true;
}

function nameOf(ts: TypeScript, statement: ts.Statement): string | undefined {
  return ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement) ? statement.name?.text : undefined;
}
