import type { Position } from "orchex/dag";
import { ErrorCodes, ResponseError } from "vscode-languageserver/node";
import { fileOfUri } from "./fileUri.ts";

/** Parameters come from outside: these read them, and answer with InvalidParams where they have other types than agreed. */

export function fileIn(params: unknown): string {
  const uri = fieldOf(fieldOf(params, "textDocument"), "uri");
  return typeof uri === "string" ? fileOfUri(uri) : invalid("textDocument.uri must be a string");
}

export function positionIn(params: unknown): Position {
  return readPosition(fieldOf(params, "position"), "position");
}

export function rangeIn(params: unknown): { readonly start: Position; readonly end: Position } {
  const range = fieldOf(params, "range");
  return {
    start: readPosition(fieldOf(range, "start"), "range.start"),
    end: readPosition(fieldOf(range, "end"), "range.end"),
  };
}

export function positionsIn(params: unknown): readonly Position[] {
  const positions = fieldOf(params, "positions");
  if (!Array.isArray(positions)) return invalid("positions must be an array");
  return positions.map((position) => readPosition(position, "positions"));
}

export function textIn(params: unknown, field: string): string {
  const text = fieldOf(params, field);
  return typeof text === "string" ? text : invalid(`${field} must be a string`);
}

export function fieldOf(value: unknown, field: string): unknown {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[field] : undefined;
}

export function invalid(message: string): never {
  throw new ResponseError<never>(ErrorCodes.InvalidParams, `Invalid parameters: ${message}.`);
}

/** The files that the entries of a list name in one of these fields; whatever is no file is left out. */
export function filesIn(list: unknown, ...fields: readonly string[]): readonly string[] {
  if (!Array.isArray(list)) return [];
  return list
    .flatMap((entry) => fields.map((field) => fieldOf(entry, field)))
    .filter(isFileUri)
    .map((uri) => fileOfUri(uri));
}

export function isFileUri(uri: unknown): uri is string {
  return typeof uri === "string" && /^file:/i.test(uri);
}

/** A position outside of a document is no error: clients and servers clamp it. */
function readPosition(value: unknown, name: string): Position {
  const [line, character] = [fieldOf(value, "line"), fieldOf(value, "character")];
  if (typeof line !== "number" || typeof character !== "number") {
    return invalid(`${name} must have a line and a character, both numbers`);
  }
  return { line: clamp(line), character: clamp(character) };
}

function clamp(value: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(Math.floor(value), 0), 0x7fffffff) : 0;
}
