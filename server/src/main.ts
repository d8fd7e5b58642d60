#!/usr/bin/env node
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./cacheFolder.ts";
import { CodeCache } from "./codeCache.ts";
import type { languageServer } from "./languageServer.ts";

/**
 * The command. It holds nothing but the loader, since whatever it holds is compiled at every start; the server is a
 * bundle beside it.
 */
const cache = new CodeCache(cacheFolder());
const bundle = join(import.meta.dirname, "languageServer.cjs");
if (existsSync(bundle)) {
  const { languageServer: start } = cache.load(bundle) as { readonly languageServer: typeof languageServer };
  start(process.argv.slice(2), cache);
} else {
  process.stderr.write(`orchex-language-server: ${bundle} is missing. Build it with \`npm run build\`.\n`);
  process.exitCode = 2;
}
