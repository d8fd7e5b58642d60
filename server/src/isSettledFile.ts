import type { FileStamp } from "./factsFile.ts";

/** A file written so shortly before it was looked at may be written again without its stamp changing. */
const RACY_MS = 2000;

/** Whether the stamp of a file, taken by `now`, tells its text from any that comes later. */
export function isSettledFile({ mtimeMs }: FileStamp, now: number): boolean {
  return mtimeMs < now - RACY_MS;
}
