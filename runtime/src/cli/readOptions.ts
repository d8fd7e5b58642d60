import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { parseDuration } from "../dag/duration.ts";
import { OrchexError } from "../dag/error.ts";
import { nearest } from "../dag/nearest.ts";
import { quote } from "../dag/quote.ts";
import { invalidRunId } from "../api/prepareRuns.ts";
import { isUuid } from "../api/runId.ts";
import { isIn, type Range } from "../config/ranges.ts";
import { readJson } from "./readJson.ts";

export function wrongUsage(message: string, remedy?: string): OrchexError {
  return new OrchexError("usage.invalid", message, remedy === undefined ? {} : { remedy });
}

export function readCount(name: string, text: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  const to = most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`;
  throw wrongUsage(`${name} must be a whole number from ${least}${to}, not ${quote(text)}`);
}

export function readSeconds(name: string, text: string, range: Range): number {
  const number = Number(text);
  if (/^\d*\.?\d+$/.test(text) && isIn(number, range)) return number;
  throw wrongUsage(`${name} must be a number of seconds from ${range.from} to ${range.to}, not ${quote(text)}`);
}

/** An ISO time, or a duration before now. */
export function readSince(text: string, now = new Date()): Date {
  const duration = parseDuration(text);
  if (duration.ok && duration.value !== null) return new Date(now.getTime() - duration.value);
  const time = readTime(text);
  if (time !== null) return time;
  throw wrongUsage(
    `--since ${quote(text)} is neither a time nor a duration`,
    'Use an ISO time such as 2026-01-31T08:00:00Z, or a duration such as "30m", "2h" or "1d".',
  );
}

const TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i;

/** JavaScript takes the 30th of February for the 2nd of March, and passes over what it does not understand. */
function readTime(text: string): Date | null {
  const [, day = ""] = TIME.exec(text) ?? [];
  const [time, midnight] = [new Date(text), new Date(`${day}T00:00:00Z`)];
  if (Number.isNaN(time.getTime()) || Number.isNaN(midnight.getTime())) return null;
  return midnight.toISOString().startsWith(day) ? time : null;
}

export function readRunId(text: string): string {
  if (!isUuid(text)) throw invalidRunId(text);
  return text.toLowerCase();
}

export function readChoice<Choice extends string>(name: string, text: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  const near = nearest(choices)(text);
  throw wrongUsage(
    `${name} cannot be ${quote(text)}${near === undefined ? "" : `. Did you mean ${quote(near)}?`}`,
    `Choose one of ${choices.join(", ")}.`,
  );
}

/** JSON text, `@file`, or `-` for stdin. */
export async function readJsonOption(name: string, value: string, cwd: string): Promise<unknown> {
  if (value === "-") return readJson(await readAll(process.stdin), `${name} from stdin`);
  if (!value.startsWith("@")) return readJson(value, name);
  const path = value.slice(1);
  let text: string;
  try {
    text = await readFile(resolve(cwd, path), "utf8");
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unreadable";
    throw new OrchexError("usage.invalid", `${name}: the file ${quote(path)} cannot be read (${reason})`, {
      remedy: "Give a path from the working folder after the @, or - for stdin.",
      cause,
    });
  }
  return readJson(text.replace(/^\ufeff/, ""), `${name} from ${quote(path)}`);
}
