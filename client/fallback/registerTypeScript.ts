import { register as registerHooks } from "node:module";

/**
 * Stands in for tsx's two APIs in the runtime that the extension carries: tsx brings a native binary, and a universal
 * package cannot. TypeScript is turned into JavaScript by the compiler that the extension has anyway.
 */
export function register(): void {
  if (registered) return;
  registered = true;
  registerHooks("./typescriptHooks.js", import.meta.url);
}

/** A thread's loaders are its global state, and so is that they are there. */
let registered = false;
