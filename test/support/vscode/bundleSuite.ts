import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/** Bundles a suite of `test/extension/host` for the extension host and answers its file. */
export async function bundleSuite(name: string, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${name}.cjs`);
  await build({
    entryPoints: [join(import.meta.dirname, "../../extension/host", `${name}.ts`)],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["vscode"],
    conditions: ["orchex/source"],
    logLevel: "warning",
  });
  return outfile;
}
