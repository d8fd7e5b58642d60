import path, { type PlatformPath } from "node:path";
import { visible } from "../dag/visible.ts";

/** A file as messages show it: relative to the working folder unless that is far away, with `/`. */
export function shownPath(file: string, cwd: string, platform: PlatformPath = path): string {
  const { sep } = platform;
  const near = platform.relative(cwd, file);
  return visible((near.startsWith(`..${sep}..`) || near === "" ? file : near).replaceAll(sep, "/"));
}
