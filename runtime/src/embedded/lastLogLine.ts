import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const tailBytes = 4096;

/** The last line of a log, or a word saying that there is none. */
export function lastLogLine(logFile: string): string {
  try {
    const file = openSync(logFile, "r");
    try {
      const { size } = fstatSync(file);
      const tail = Buffer.alloc(Math.min(size, tailBytes));
      readSync(file, tail, 0, tail.length, size - tail.length);
      return tail.toString("utf8").trimEnd().split("\n").at(-1) || "its log is empty";
    } finally {
      closeSync(file);
    }
  } catch {
    return "it has no log";
  }
}
