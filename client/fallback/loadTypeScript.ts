import { createRequire } from "node:module";
import type { ts } from "ts-morph";

/** The compiler that the extension carries for its language server. */
export function loadTypeScript(): typeof ts {
  return createRequire(import.meta.url)("@ts-morph/common/dist/typescript.js") as typeof ts;
}
