import type { ts } from "ts-morph";
import type { TypeScript } from "../source/typescript.ts";

/** Parses a text into a tree without parents, comments or types; a broken text gives a tree too. */
export function parse(ts: TypeScript, name: string, text: string): ts.SourceFile {
  const options: ts.CreateSourceFileOptions = {
    languageVersion: ts.ScriptTarget.ESNext,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  };
  return ts.createSourceFile(name, text, options, false, scriptKind(ts, name));
}

function scriptKind(ts: TypeScript, name: string): ts.ScriptKind {
  if (name.endsWith(".tsx")) return ts.ScriptKind.TSX;
  // JSX is a part of JavaScript files of either name, as far as the parser goes.
  if (/\.[cm]?jsx?$/.test(name)) return ts.ScriptKind.JSX;
  return ts.ScriptKind.TS;
}
