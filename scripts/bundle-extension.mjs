// Bundles the extension into dist-extension: VS Code's side, the language server, and a runtime for folders that have
// none of their own. Nothing native goes in. Usage: node scripts/bundle-extension.mjs
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(root, "dist-extension");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** What every bundle has in common. */
const common = {
  bundle: true,
  platform: "node",
  target: "node20",
  minify: true,
  keepNames: true,
  legalComments: "none",
  logLevel: "warning",
  absWorkingDir: root,
  conditions: ["orchex/source"],
};

/** For modules: what was CommonJS asks for `require`, and workers are found beside the file that starts them. */
const modules = {
  ...common,
  format: "esm",
  splitting: true,
  banner: { js: 'import { createRequire as $require } from "node:module"; const require = $require(import.meta.url);' },
};

const registerTypeScript = join(root, "client/fallback/registerTypeScript.ts");

rmSync(out, { recursive: true, force: true });

await Promise.all([
  build({
    ...common,
    format: "cjs",
    entryPoints: { extension: "client/src/extension.ts" },
    outdir: out,
    outExtension: { ".js": ".cjs" },
    external: ["vscode"],
    // A CommonJS file has no import.meta.
    define: { "import.meta.url": "__filename" },
  }),
  build({
    ...common,
    format: "esm",
    entryPoints: { endWithParent: "client/src/runtime/endWithParent.ts" },
    outdir: out,
    outExtension: { ".js": ".mjs" },
  }),
  // One folder for all that start each other by a path relative to themselves.
  build({
    ...modules,
    entryPoints: {
      "cli/main": "runtime/src/cli/main.ts",
      "cli/thread": "runtime/src/worker/thread.ts",
      "cli/renewerThread": "runtime/src/api/renewerThread.ts",
      "cli/keeper": "runtime/src/embedded/keeper.ts",
      "cli/commandChild": "runtime/src/serve/commandChild.ts",
      "cli/settingsChild": "runtime/src/serve/settingsChild.ts",
      "cli/index": "runtime/src/index.ts",
      "cli/dag": "runtime/src/dag/index.ts",
      "cli/testing": "runtime/src/testing/index.ts",
      "cli/typescriptHooks": "client/fallback/typescriptHooks.ts",
      "demo/dag": "runtime/src/cli/demo/dag.ts",
    },
    chunkNames: "cli/chunk-[hash]",
    outdir: join(out, "runtime/dist"),
    alias: { "tsx/esm/api": registerTypeScript, "tsx/cjs/api": registerTypeScript },
    external: ["pg-native"],
  }),
  build({
    ...modules,
    entryPoints: { index: "analysis/src/index.ts" },
    outdir: join(out, "runtime/node_modules/orchex-analysis"),
  }),
]);

const manifest = (folder, content) => {
  mkdirSync(join(out, folder), { recursive: true });
  writeFileSync(join(out, folder, "package.json"), `${JSON.stringify(content, null, 2)}\n`);
};
manifest("runtime", {
  name: "orchex",
  version,
  type: "module",
  bin: { orchex: "./dist/cli/main.js" },
  exports: { ".": "./dist/cli/index.js", "./dag": "./dist/cli/dag.js", "./testing": "./dist/cli/testing.js" },
});
manifest("runtime/node_modules/orchex-analysis", {
  name: "orchex-analysis",
  version,
  type: "module",
  exports: "./index.js",
});

// The compiler is there once, beside the language server; the analysis and the loader find it where npm would put it.
const place = (path, text) => {
  mkdirSync(dirname(join(out, path)), { recursive: true });
  writeFileSync(join(out, path), text);
};
const modulesOfRuntime = "runtime/node_modules";
place(`${modulesOfRuntime}/ts-morph/package.json`, '{ "name": "ts-morph", "main": "./index.cjs" }\n');
place(`${modulesOfRuntime}/ts-morph/index.cjs`, "");
place(`${modulesOfRuntime}/@ts-morph/common/package.json`, '{ "name": "@ts-morph/common", "main": "./index.cjs" }\n');
place(
  `${modulesOfRuntime}/@ts-morph/common/index.cjs`,
  'module.exports = require("../../../../server/dist/tsMorphCommon.cjs");\n',
);
place(
  `${modulesOfRuntime}/@ts-morph/common/dist/typescript.js`,
  'module.exports = require("../../../../../server/dist/typescript.cjs");\n',
);

// The language server and the browser's code are bundled by scripts of their own.
for (const file of [
  "main.cjs",
  "languageServer.cjs",
  "parser.cjs",
  "typescript.cjs",
  "tsMorphCommon.cjs",
  "typeWorker.cjs",
  "problems.md",
]) {
  cpSync(join(root, "server/dist", file), join(out, "server/dist", file));
}
manifest("server", { name: "orchex-language-server", version });
const studio = join(root, "studio/dist");
if (existsSync(studio))
  cpSync(studio, join(out, "studio"), { recursive: true, filter: (file) => !/\.map$|[\\/]types\b/.test(file) });
