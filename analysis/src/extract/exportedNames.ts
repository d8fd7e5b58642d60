import type { ts } from "ts-morph";
import type { TypeScript } from "../source/typescript.ts";

/** The identifiers that statements declare with `export` before them. */
export function exportedNames(ts: TypeScript, statements: Iterable<ts.Statement>): readonly ts.Identifier[] {
  const names: ts.Identifier[] = [];
  const bind = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) names.push(name);
    else for (const element of name.elements) if (!ts.isOmittedExpression(element)) bind(element.name);
  };
  for (const statement of statements) {
    if (!ts.canHaveModifiers(statement)) continue;
    if (ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) !== true) continue;
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) bind(name);
    } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      if (statement.name !== undefined) names.push(statement.name);
    } else if (ts.isModuleDeclaration(statement) && ts.isIdentifier(statement.name)) names.push(statement.name);
    else if (ts.isImportEqualsDeclaration(statement) || ts.isEnumDeclaration(statement)) names.push(statement.name);
  }
  return names;
}
