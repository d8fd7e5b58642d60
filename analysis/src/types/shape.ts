import type { ts } from "ts-morph";
import type { Checked } from "./checked.ts";
import { partsOf } from "./checkerParts.ts";

/** The members of a union, or the type itself. */
export function membersOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

export function isNothing({ ts }: Checked, type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) !== 0;
}

/** Has a signature and so is no data: a function, or a class itself. */
export function isCallable({ ts, checker }: Checked, type: ts.Type): boolean {
  if ((type.flags & ts.TypeFlags.Object) === 0) return false;
  return (
    checker.getSignaturesOfType(type, ts.SignatureKind.Call).length > 0 ||
    checker.getSignaturesOfType(type, ts.SignatureKind.Construct).length > 0
  );
}

/** The type without undefined, and without functions where these are dropped as well. */
export function without(checked: Checked, type: ts.Type, isDropped: (member: ts.Type) => boolean): ts.Type {
  const members = membersOf(type);
  const kept = members.filter((member) => !isDropped(member));
  return kept.length === members.length ? type : partsOf(checked.checker).getUnionType(kept);
}

/** The properties that `keyof` sees and JSON can name: neither private ones nor those named by symbols. */
export function publicProperties({ ts, checker }: Checked, type: ts.Type): readonly ts.Symbol[] {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return checker.getPropertiesOfType(type).filter(({ escapedName, declarations }) => {
    if (/^__[@#]/.test(String(escapedName))) return false;
    return declarations?.every((one) => (ts.getCombinedModifierFlags(one) & hidden) === 0) ?? true;
  });
}

export function isOptional({ ts }: Checked, property: ts.Symbol): boolean {
  return (property.flags & ts.SymbolFlags.Optional) !== 0;
}

/** Whether a type is declared by the language itself or by a package. */
export function isForeign({ program }: Checked, type: ts.Type): boolean {
  const declarations = type.getSymbol()?.declarations ?? [];
  return declarations.some((one) => {
    const file = one.getSourceFile();
    return (
      program.isSourceFileDefaultLibrary(file) ||
      program.isSourceFileFromExternalLibrary(file) ||
      file.fileName.includes("/node_modules/")
    );
  });
}
