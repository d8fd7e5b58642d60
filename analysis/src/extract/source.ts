import type { ts } from "ts-morph";
import type { At } from "../source/facts.ts";
import type { TypeScript } from "../source/typescript.ts";
import type { Candidates } from "./candidates.ts";

/** What evaluation needs to know about the file. */
export interface Source {
  readonly ts: TypeScript;
  readonly file: ts.SourceFile;
  /** The whole text, with the bodies that the tree lacks. */
  readonly text: string;
  readonly candidates: Candidates;
  readonly ids: ReadonlyMap<ts.Node, string>;
  /** A word of the text, apart from the text. */
  readonly word: (text: string) => string;
  /** Notes a place and gives its number. */
  readonly place: (start: number, end: number) => At;
}
