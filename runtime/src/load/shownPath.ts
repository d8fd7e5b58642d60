import { relative, sep } from "node:path";
import { visible } from "../dag/visible.ts";

/** A file as messages show it: relative to the working folder unless that is far away, with `/`. */
export function shownPath(file: string, cwd: string): string {
  const near = relative(cwd, file);
  return visible((near.startsWith(`..${sep}..`) || near === "" ? file : near).replaceAll(sep, "/"));
}
