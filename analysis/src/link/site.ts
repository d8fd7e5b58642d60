import type { SourceLocation } from "orchex/dag";
import type { At } from "../source/facts.ts";

/** Marks a site: no character of a line has this number. */
const SITE = -1;

/**
 * A place by its number in its file's table, in the shape of a location: it passes through `orchex/dag` as it is and
 * becomes a location when somebody asks, so that code which only moves is not linked again.
 */
export type Site = SourceLocation;

export function siteOf(file: string, at: At): Site {
  const number = { line: at, character: SITE };
  return { file, start: number, end: number };
}

/** The number of a place of the site's file, or null when it is a location already. */
export function placeOf(site: Site): At | null {
  return site.start.character === SITE ? site.start.line : null;
}
