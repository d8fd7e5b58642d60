import type { ts } from "ts-morph";
import type { TypeScript } from "../source/typescript.ts";

/** Whether a member is one of the class itself. */
export function isStatic(ts: TypeScript, member: ts.ClassElement): boolean {
  if (ts.isClassStaticBlockDeclaration(member)) return true;
  if (!ts.canHaveModifiers(member)) return false;
  return ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) === true;
}
