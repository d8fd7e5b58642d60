import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import type { SourceLocation } from "../dag/model.ts";

/** A helper that a compiler puts into user code or a package (`__decorateElement`, `__esDecorate`, `_applyDecs`). */
const HELPER = /^(?:async )?(?:Object\.)?_{1,2}[a-z]\w*|[\\/]node_modules[\\/](?:tslib|@swc|@babel)[\\/]/;

/**
 * Where the caller of `callee` stands in its source, mapped through source maps where Node does that; undefined when
 * that cannot be known. The stack is read as text because only there Node maps positions.
 */
export function callSite(
  callee: ((...given: never[]) => unknown) | (new (...given: never[]) => unknown),
): SourceLocation | undefined {
  const { stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 12;
    const holder: { stack?: unknown } = {};
    Error.captureStackTrace(holder, callee);
    return typeof holder.stack === "string" ? locationIn(holder.stack) : undefined;
  } catch {
    return undefined;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The first frame of a stack that is user code. */
export function locationIn(stack: string): SourceLocation | undefined {
  for (const line of stack.split("\n")) {
    const frame = /^\s+at (.*)$/.exec(line)?.[1];
    if (frame === undefined || HELPER.test(frame)) continue;
    const location = locationOf(frame);
    if (location !== undefined) return location;
  }
  return undefined;
}

/** A frame is `name (place:line:column)` or `place:line:column`; a path may have spaces and parentheses itself. */
function locationOf(frame: string): SourceLocation | undefined {
  const place = frame.endsWith(")") ? frame.slice(frame.indexOf(" (") + 2, -1) : frame.replace(/^async /, "");
  const [, source, line, column] = /^(.+):(\d+):(\d+)$/.exec(place) ?? [];
  const file = source === undefined ? undefined : pathOf(source);
  if (file === undefined) return undefined;
  const start = { line: Number(line) - 1, character: Number(column) - 1 };
  return { file, start, end: start };
}

function pathOf(source: string): string | undefined {
  if (source.startsWith("file:")) return pathOfUrl(source.replace(/[?#].*$/, ""));
  // In a path both may be part of a name, but not of an extension.
  const plain = source.replace(/(\.[cm]?[jt]sx?)[?#].*$/, "$1");
  return isAbsolute(plain) ? decoded(plain) : undefined;
}

/** A source map may hold a URL that is no path here. */
function pathOfUrl(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

/** A path out of a source map may still be written as in a URL. */
function decoded(path: string): string {
  if (!/%[\da-f]{2}/i.test(path) || existsSync(path)) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
