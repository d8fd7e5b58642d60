import type { Checked } from "./checked.ts";

/** Whether any file of the project imports a module that was not found, so that what it uses of it is `any`. */
export function mayLackModules({ ts, program, checker }: Checked): boolean {
  return program.getSourceFiles().some((file) => {
    if (file.isDeclarationFile || program.isSourceFileFromExternalLibrary(file)) return false;
    return file.statements.some((statement) => {
      if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return false;
      // What is only loaded, a style sheet perhaps, gives no type.
      if (ts.isImportDeclaration(statement) && statement.importClause === undefined) return false;
      const { moduleSpecifier } = statement;
      return moduleSpecifier !== undefined && checker.getSymbolAtLocation(moduleSpecifier) === undefined;
    });
  });
}
