import { createColors } from "picocolors";
import { visible } from "../dag/visible.ts";
import type { Logger } from "../worker/options.ts";

export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

type Fields = Readonly<Record<string, unknown>>;

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly json: boolean;
  readonly colors: boolean;
  readonly write: (line: string) => void;
  readonly now?: () => Date;
}

/** Writes one line an event: `time level message key=value ...`, or one JSON object. */
export function createLogger({ level, json, colors, write, now = () => new Date() }: LoggerOptions): Logger {
  const least = LOG_LEVELS.indexOf(level);
  const paint = createColors(colors);
  const painted: Readonly<Record<string, (text: string) => string>> = {
    debug: paint.dim,
    info: paint.cyan,
    warn: paint.yellow,
    error: paint.red,
  };
  const log =
    (name: LogLevel) =>
    (message: string, fields: Fields = {}) => {
      if (LOG_LEVELS.indexOf(name) < least) return;
      const time = now().toISOString();
      if (json) return write(JSON.stringify({ time, level: name, message, ...plain(fields) }));
      const rest = Object.entries(fields)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => ` ${paint.dim(`${visible(key)}=`)}${fieldText(value)}`);
      write(`${paint.dim(time)} ${painted[name]?.(name) ?? name} ${visible(message)}${rest.join("")}`);
    };
  return { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") };
}

function fieldText(value: unknown): string {
  const text = visible(typeof value === "string" ? value : value instanceof Error ? titleOf(value) : jsonOf(value));
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}

function plain(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, JSON.parse(jsonOf(value)) as unknown]));
}

/** A log line must never fail: what JSON cannot write is written as text. */
function jsonOf(value: unknown): string {
  if (value instanceof Error) return JSON.stringify(titleOf(value));
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    return JSON.stringify(String(value));
  }
}

function titleOf(error: Error): string {
  return `${error.name}: ${error.message}`;
}
