import { fileURLToPath } from "node:url";
import { OrchexError } from "../dag/error.ts";
import { quote } from "../dag/quote.ts";

/** What `--dag` and ORCHEX_DAG say: where a DAG is declared, or, for what only touches the ledger, just its name. */
export type DagAddress =
  | {
      readonly kind: "module";
      /** As it was given: absolute, or relative to the working folder. */
      readonly path: string;
      /** Absent: the one DAG that the module exports. */
      readonly exportName?: string;
    }
  | { readonly kind: "name"; readonly name: string };

const USAGE = "Provide --dag path/to/module.ts:exportName or set ORCHEX_DAG.";

/**
 * Reads `path/to/module.ts:exportName`, where the export may be left out, or the plain name of a DAG. A path has a
 * slash or the extension of a module; a drive letter is part of it. Throws `dag.invalid-address`.
 */
export function parseDagAddress(text: string): DagAddress {
  if (text.trim() === "")
    throw new OrchexError("dag.invalid-address", "The address of a DAG is empty.", { remedy: USAGE });
  const colon = text.lastIndexOf(":");
  const isDriveLetter = colon === 1 && /^[A-Za-z]:[\\/]/.test(text);
  const path = colon < 0 || isDriveLetter ? text : text.slice(0, colon);
  const exportName = path === text ? undefined : text.slice(colon + 1);
  if (exportName === undefined || /[\\/]/.test(exportName)) {
    return isPath(text) ? { kind: "module", path: plainPath(text) } : { kind: "name", name: text };
  }
  if (!isPath(path)) return { kind: "name", name: text };
  if (exportName !== "") return { kind: "module", path: plainPath(path), exportName };
  const message = `The address ${quote(text)} ends before the name of an export.`;
  throw new OrchexError("dag.invalid-address", message, { remedy: USAGE });
}

function isPath(text: string): boolean {
  return /[\\/]/.test(text) || /\.[cm]?[jt]sx?$/.test(text);
}

function plainPath(path: string): string {
  return path.startsWith("file://") ? fileURLToPath(path) : path;
}
