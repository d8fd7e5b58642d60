import { readFile } from "node:fs/promises";
import type { LoadHook, ResolveHook } from "node:module";
import { fileURLToPath } from "node:url";
import { loadTypeScript } from "./loadTypeScript.ts";

const SOURCE = /\.(?:[cm]?ts|tsx|jsx)(?:\?.*)?$/;
const RELATIVE = /^\.{1,2}\//;
const OWN = /^orchex(?:\/(?:dag|testing))?$/;

/** Finds what TypeScript finds: `./a.js` and `./a` for `a.ts`, and `orchex` where the folder has none installed. */
export const resolve: ResolveHook = async (specifier, context, next) => {
  try {
    return await next(specifier, context);
  } catch (error) {
    for (const other of alternatives(specifier)) {
      try {
        return await next(other, context);
      } catch {
        // The first failure is the one to tell.
      }
    }
    throw error;
  }
};

export const load: LoadHook = async (url, context, next) => {
  if (!url.startsWith("file:") || !SOURCE.test(url)) return next(url, context);
  const isCommonJs = /\.cts(?:\?|$)/.test(url);
  const file = fileURLToPath(url);
  const source = transpile(await readFile(file, "utf8"), file, isCommonJs);
  return { format: isCommonJs ? "commonjs" : "module", source, shortCircuit: true };
};

function alternatives(specifier: string): readonly string[] {
  if (OWN.test(specifier)) {
    const name = specifier === "orchex" ? "index" : specifier.slice("orchex/".length);
    return [new URL(`./${name}.js`, import.meta.url).href];
  }
  if (!RELATIVE.test(specifier) && !specifier.startsWith("file:")) return [];
  const script = /^(.*)\.([cm]?)js(x?)$/.exec(specifier);
  if (script !== null) return [`${script[1]}.${script[2]}ts${script[3]}`, `${script[1]}.tsx`];
  return [".ts", ".tsx", ".mts", ".cts", ".js", "/index.ts", "/index.js"].map((end) => `${specifier}${end}`);
}

function transpile(text: string, fileName: string, isCommonJs: boolean): string {
  const ts = loadTypeScript();
  const { outputText } = ts.transpileModule(text, {
    fileName,
    compilerOptions: {
      // Lowers decorators, which no Node runs, and nothing else.
      target: ts.ScriptTarget.ES2022,
      module: isCommonJs ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext,
      jsx: ts.JsxEmit.ReactJSX,
      inlineSourceMap: true,
      inlineSources: false,
      verbatimModuleSyntax: !isCommonJs,
    },
  });
  return outputText;
}
