import { createRequire, register } from "node:module";
import { hasHooksThread } from "./hasHooksThread.ts";

let isRegistered = false;

/**
 * Makes this thread import TypeScript, TSX and standard decorators, from ES modules and CommonJS packages alike,
 * without a build step. A thread's loaders are its global state, so that they are registered is one too.
 */
export async function registerTypeScript(): Promise<void> {
  if (isRegistered) return;
  isRegistered = true;
  // Here and not above: a command that loads no module does not start a compiler.
  const [esm, commonJs] = await Promise.all([import("tsx/esm/api"), import("tsx/cjs/api")]);
  esm.register();
  commonJs.register();
  // What stands in for tsx in the extension for VS Code does not tell the CommonJS loader of TypeScript.
  const isTold = ".tsx" in createRequire(import.meta.url).extensions;
  if (isTold && hasHooksThread(process.versions.node)) register("./commonTypeScriptHooks.js", import.meta.url);
}
