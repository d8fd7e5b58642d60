import Table from "cli-table3";
import type { Colors } from "picocolors/types.js";

/** Rows under headings, in columns, without borders. Cells are one line each and already safe to print. */
export function table(colors: Colors, headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const made = new Table({ chars: NO_BORDERS, style: { head: [], border: [], "padding-left": 0, "padding-right": 2 } });
  made.push(
    headings.map((heading) => colors.dim(heading)),
    ...rows.map((row) => [...row]),
  );
  return made
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

const NO_BORDERS = Object.fromEntries(
  (
    "top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right " +
    "right-mid middle"
  )
    .split(" ")
    .map((name) => [name, ""]),
);
