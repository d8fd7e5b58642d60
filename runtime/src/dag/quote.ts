import { visible } from "./visible.ts";

const LONGEST = 200;

/** A name as messages show it: in single quotes, invisible characters made visible, cut when nobody could read it all. */
export function quote(name: string): string {
  return name.length > LONGEST ? `'${visible(name.slice(0, LONGEST))}…'` : `'${visible(name)}'`;
}
