import path, { type PlatformPath } from "node:path";
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

const MODULE = /\.[cm]?[jt]sx?$/;

/**
 * Reads `path/to/module.ts:exportName`, where the export may be left out, or the plain name of a DAG. A path has a
 * slash or the extension of a module, or is a file URL; a drive letter is part of it. Throws `dag.invalid-address`.
 */
export function parseDagAddress(text: string, platform: PlatformPath = path): DagAddress {
  if (text.trim() === "")
    throw new OrchexError("dag.invalid-address", "The address of a DAG is empty.", { remedy: USAGE });
  const colon = text.lastIndexOf(":");
  // "C:etl.ts" is in the folder that the drive stands at.
  const isDriveLetter = colon === 1 && /^[A-Za-z]:/.test(text) && isPath(text);
  const module = colon < 0 || isDriveLetter ? text : text.slice(0, colon);
  const exportName = module === text ? undefined : text.slice(colon + 1);
  if (exportName === undefined || /[\\/]/.test(exportName)) {
    return isPath(text) ? { kind: "module", path: plainPath(text, platform) } : { kind: "name", name: text };
  }
  if (!isPath(module)) return { kind: "name", name: text };
  if (exportName !== "") return { kind: "module", path: plainPath(module, platform), exportName };
  const message = `The address ${quote(text)} ends before the name of an export.`;
  throw new OrchexError("dag.invalid-address", message, { remedy: USAGE });
}

/** The same address with its path absolute, so that it means the same in every working folder. */
export function absoluteAddress(folder: string, text: string, platform: PlatformPath = path): string {
  const address = parseDagAddress(text, platform);
  if (address.kind === "name") return text;
  const file = platform.resolve(folder, address.path);
  return address.exportName === undefined ? file : `${file}:${address.exportName}`;
}

function isPath(text: string): boolean {
  return /[\\/]/.test(text) || MODULE.test(text);
}

function plainPath(module: string, { sep }: PlatformPath): string {
  if (!/^file:\/\//i.test(module)) return module;
  try {
    return fileURLToPath(module, { windows: sep === "\\" });
  } catch (cause) {
    const message = `The address ${quote(module)} is not the URL of a file on this computer.`;
    throw new OrchexError("dag.invalid-address", message, { remedy: USAGE, cause });
  }
}
