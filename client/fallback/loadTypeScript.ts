import { createRequire } from "node:module";

/** As much of the compiler as turning TypeScript into JavaScript needs. */
export interface Compiler {
  readonly ScriptTarget: { readonly ES2022: number };
  readonly ModuleKind: { readonly CommonJS: number; readonly ESNext: number };
  readonly JsxEmit: { readonly ReactJSX: number };
  transpileModule(
    text: string,
    options: { readonly fileName: string; readonly compilerOptions: Readonly<Record<string, unknown>> },
  ): { readonly outputText: string };
}

/** The compiler that the extension carries for its language server. */
export function loadTypeScript(): Compiler {
  return createRequire(import.meta.url)("@ts-morph/common/dist/typescript.js") as Compiler;
}
