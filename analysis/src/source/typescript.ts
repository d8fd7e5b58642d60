import { createRequire } from "node:module";
import type { ts } from "ts-morph";

/** The compiler's own module, as ts-morph bundles it: the parser without the wrappers. */
export type TypeScript = typeof ts;

/**
 * Loads the compiler that ts-morph brings along, without ts-morph itself, which costs a third more. It is found from
 * where ts-morph stands, since it is a dependency of that and not of ours.
 */
export function loadTypeScript(): TypeScript {
  const tsMorph = createRequire(import.meta.url).resolve("ts-morph");
  return createRequire(tsMorph)("@ts-morph/common/dist/typescript.js") as TypeScript;
}
