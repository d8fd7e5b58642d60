import { statSync } from "node:fs";
import type { ts } from "ts-morph";
import type { TypeScript } from "../source/typescript.ts";
import type { LibFiles } from "./libFiles.ts";

/** The folder in which the compiler finds the declarations of the language. There is none on disk. */
export const LIB_FOLDER = "/orchex-analysis-lib";

interface Parsed {
  readonly stamp: string;
  readonly file: ts.SourceFile;
}

/** The texts of all files, those on disk and those handed in, and what the parser made of them. */
export class SourceCache {
  readonly #ts: TypeScript;
  readonly #libs: LibFiles;
  readonly #texts = new Map<string, { readonly text: string; readonly version: number }>();
  readonly #parsed = new Map<string, Parsed>();
  #version = 0;

  constructor(ts: TypeScript, libs: LibFiles) {
    this.#ts = ts;
    this.#libs = libs;
  }

  /** Gives a file a text that counts instead of what is on disk; null: what is on disk counts again. */
  set(file: string, text: string | null): void {
    const path = slashed(file);
    if (text === null) this.#texts.delete(path);
    else if (this.#texts.get(path)?.text !== text) this.#texts.set(path, { text, version: ++this.#version });
  }

  /** Also of a file that was never saved the folder exists. */
  hasFolder(folder: string): boolean {
    if (folder === LIB_FOLDER || this.#ts.sys.directoryExists(folder)) return true;
    const inside = folder.endsWith("/") ? folder : `${folder}/`;
    for (const path of this.#texts.keys()) if (path.startsWith(inside)) return true;
    return false;
  }

  exists(path: string): boolean {
    if (path.startsWith(LIB_FOLDER)) return this.#libs.has(libName(path));
    return this.#texts.has(path) || this.#ts.sys.fileExists(path);
  }

  read(path: string): string | undefined {
    if (path.startsWith(LIB_FOLDER)) return this.#libs.get(libName(path));
    return this.#texts.get(path)?.text ?? this.#ts.sys.readFile(path);
  }

  /** Equal as long as the text is; undefined when there is no such file. */
  stamp(path: string): string | undefined {
    if (path.startsWith(LIB_FOLDER)) return this.#libs.has(libName(path)) ? "lib" : undefined;
    const given = this.#texts.get(path);
    if (given !== undefined) return `given ${given.version}`;
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isFile() === true ? `disk ${stat.mtimeMs} ${stat.size}` : undefined;
  }

  /** `kind` tells files apart that are parsed in different ways for different projects. */
  parse(path: string, kind: string, options: ts.CreateSourceFileOptions): ts.SourceFile | undefined {
    const stamp = this.stamp(path);
    if (stamp === undefined) return undefined;
    const key = `${path}\n${kind} ${options.languageVersion} ${options.impliedNodeFormat ?? ""}`;
    const known = this.#parsed.get(key);
    if (known?.stamp === stamp) return known.file;
    const text = this.read(path);
    if (text === undefined) return undefined;
    const file = this.#ts.createSourceFile(path, text, options);
    this.#parsed.set(key, { stamp, file });
    return file;
  }

  /** Forgets all files that are not among these. */
  keep(files: ReadonlySet<ts.SourceFile>): void {
    for (const [key, { file }] of this.#parsed) if (!files.has(file)) this.#parsed.delete(key);
  }
}

/** The spelling that the compiler uses. */
export function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}

function libName(path: string): string {
  return path.slice(LIB_FOLDER.length + 1);
}
