import { createRequire } from "node:module";

/** The texts that declare the language itself, by their names such as `lib.es2023.d.ts`. */
export type LibFiles = ReadonlyMap<string, string>;

/**
 * Loads the declarations of the language that ts-morph brings along: they belong to its compiler, and are the same on
 * every machine, so that hashes of signatures are. They are found from where ts-morph stands.
 */
export function loadLibFiles(): LibFiles {
  const tsMorph = createRequire(import.meta.url).resolve("ts-morph");
  return libFilesOf(createRequire(tsMorph)("@ts-morph/common"));
}

interface Common {
  readonly getLibFiles: () => readonly { readonly fileName: string; readonly text: string }[];
}

/** Takes them out of the module that has them. */
export function libFilesOf(common: unknown): LibFiles {
  return new Map((common as Common).getLibFiles().map(({ fileName, text }) => [fileName, text]));
}
