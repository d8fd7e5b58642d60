/**
 * Bundles the language server, so that it starts in a fraction of the time and can be packed into a VSIX: main.cjs is the
 * loader, languageServer.cjs everything but TypeScript, parser.cjs the part of TypeScript that parses, typescript.cjs and
 * tsMorphCommon.cjs the compiler that ts-morph brings along and its declarations, typeWorker.cjs the thread that checks
 * types with them.
 * Run it after `tsc -b`.
 */
import { createRequire } from "node:module";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { problemsMarkdown } from "../runtime/dist/dag/index.js";
import { parserSource } from "./parserSource.mjs";

const server = fileURLToPath(new URL("../server/", import.meta.url));
const outdir = join(server, "dist");
const tsMorph = createRequire(new URL("../analysis/package.json", import.meta.url)).resolve("ts-morph");
const typescript = createRequire(tsMorph).resolve("@ts-morph/common/dist/typescript.js");

const compiler = { path: "./typescript.cjs", external: true };

const options = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  conditions: ["orchex/source"],
  minify: true,
  logLevel: "warning",
  outdir,
};

// First, so that nobody sees a server with a parser that lacks something.
await build({
  ...options,
  stdin: { contents: parserSource(typescript, namesUsedByTheAnalysis()), sourcefile: "parser.js", loader: "js" },
  outdir: undefined,
  outExtension: undefined,
  outfile: join(outdir, "parser.cjs"),
});

await build({
  ...options,
  entryPoints: {
    main: join(server, "src/main.ts"),
    languageServer: join(server, "src/languageServer.ts"),
    typeWorker: fileURLToPath(new URL("../analysis/src/types/typeWorker.ts", import.meta.url)),
  },
  // A CommonJS file has no import.meta.
  define: { "import.meta.url": "importMetaUrl", "import.meta.dirname": "__dirname" },
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
});
await build({ ...options, entryPoints: { typescript } });
await build({
  ...options,
  entryPoints: { tsMorphCommon: createRequire(tsMorph).resolve("@ts-morph/common") },
  plugins: [
    { name: "compiler-beside", setup: (build) => build.onResolve({ filter: /^\.\/typescript$/ }, () => compiler) },
  ],
});
chmodSync(join(outdir, "main.cjs"), 0o755);

// What diagnostics link to.
writeFileSync(join(outdir, "problems.md"), problemsMarkdown());

/** What the analysis takes from the compiler, but for its slow tier, which has the whole of it in a thread of its own. */
function namesUsedByTheAnalysis() {
  const folder = fileURLToPath(new URL("../analysis/src/", import.meta.url));
  const files = readdirSync(folder, { recursive: true }).filter((file) => /^(?!types[\\/]).*\.ts$/.test(file));
  const source = files.map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
  return new Set(Array.from(source.matchAll(/\bts\s*\.\s*(\w+)/g), ([, name]) => name));
}
