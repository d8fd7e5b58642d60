import type { ts } from "ts-morph";

/**
 * What the checker can make, beyond what its published types tell. These have been there under the same names since
 * TypeScript 3; ts-morph, and with it the compiler, is pinned, and the tests of this folder fail at once without them.
 */
export interface CheckerParts {
  createSymbol(flags: ts.SymbolFlags, name: ts.__String): MadeSymbol;
  createAnonymousType(
    symbol: ts.Symbol | undefined,
    members: ReadonlyMap<ts.__String, ts.Symbol>,
    callSignatures: readonly ts.Signature[],
    constructSignatures: readonly ts.Signature[],
    indexInfos: readonly ts.IndexInfo[],
  ): ts.Type;
  createArrayType(element: ts.Type): ts.Type;
  createIndexInfo(key: ts.Type, type: ts.Type, isReadonly: boolean): ts.IndexInfo;
  getUnionType(types: readonly ts.Type[]): ts.Type;
}

/** A property made here: its type may be given after the type that holds it, which is how circles are closed. */
export interface MadeSymbol extends ts.Symbol {
  readonly links: { type?: ts.Type };
}

export function partsOf(checker: ts.TypeChecker): CheckerParts {
  return checker as ts.TypeChecker & CheckerParts;
}
