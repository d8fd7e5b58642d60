// Bundles the graph view into studio/dist/webview.js and webview.css. The layout worker is bundled first and goes into
// webview.js as text: a webview's page may only start workers from blobs. `--dev` keeps names and adds source maps.
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const studio = fileURLToPath(new URL("../studio/", import.meta.url));
const dev = process.argv.includes("--dev");
const options = {
  absWorkingDir: studio,
  bundle: true,
  format: "iife",
  platform: "browser",
  target: ["chrome128", "firefox128", "safari17.5"],
  conditions: ["orchex/source"],
  minify: !dev,
  sourcemap: dev ? "inline" : false,
  legalComments: "eof",
  logLevel: "warning",
  define: { "process.env.NODE_ENV": dev ? '"development"' : '"production"' },
};

const worker = await build({ ...options, entryPoints: ["src/layout/worker.ts"], write: false, sourcemap: false });
await build({
  ...options,
  entryPoints: ["src/webview.tsx", "src/webview.css"],
  outdir: "dist",
  jsx: "automatic",
  define: { ...options.define, LAYOUT_WORKER_SOURCE: JSON.stringify(worker.outputFiles[0].text) },
});

for (const file of ["webview.js", "webview.css"]) {
  const content = readFileSync(`${studio}dist/${file}`);
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
  console.log(`studio/dist/${file}: ${kilobytes(content.length)}, ${kilobytes(gzipSync(content).length)} gzip`);
}
