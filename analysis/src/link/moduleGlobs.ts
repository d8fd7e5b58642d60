import { posix } from "node:path";
import picomatch from "picomatch";

const ABSOLUTE = /^(?:\/|[A-Za-z]:\/)/;

/**
 * Whether one of some paths and globs, relative to a folder, means a file: by the matcher with which the runtime finds
 * `modules`. A glob that is only half typed means nothing.
 */
export function meansFile(globs: readonly string[], folder: string, file: string): boolean {
  const path = slashed(file);
  return globs.some((glob) => {
    const given = slashed(glob);
    const whole = ABSOLUTE.test(given) ? given : posix.join(slashed(folder), given);
    return whole === path || picomatch(whole)(path);
  });
}

function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}
