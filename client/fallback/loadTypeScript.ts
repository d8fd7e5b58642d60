import { createRequire } from "node:module";
import type { ts } from "ts-morph";

export type TypeScript = typeof ts;

/** The language server's compiler, which lies as far from the bundled runtime as from the bundled analysis. */
export function loadTypeScript(): TypeScript {
  return createRequire(import.meta.url)("../../../server/dist/typescript.cjs") as TypeScript;
}
