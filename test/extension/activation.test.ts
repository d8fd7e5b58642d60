import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

/** Of the other rooms the extension host gets types, which weigh nothing, and these. */
const SHARED = [
  /^client\/src\//,
  /^runtime\/src\/dag\//,
  /^server\/src\/(?:protocol|findProgram|childEnvironment)\.ts$/,
  /^node_modules\/(?:vscode-languageclient|vscode-languageserver-(?:protocol|types|textdocument)|vscode-jsonrpc)\//,
  // What the language client matches file names and versions with.
  /^node_modules\/(?:minimatch|brace-expansion|balanced-match|concat-map|semver)\//,
];

test("what activation loads is the extension's own code and the language client: no server, no graph, no database", async () => {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["client/src/extension.ts"],
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["vscode"],
    conditions: ["orchex/source"],
    define: { "import.meta.url": "__filename" },
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const [output] = Object.values(metafile.outputs);
  const bundled = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  expect(bundled.length).toBeGreaterThan(100);
  expect(bundled.map(([file]) => file).filter((file) => !SHARED.some((shared) => shared.test(file)))).toEqual([]);
});
