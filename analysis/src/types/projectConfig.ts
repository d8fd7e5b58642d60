import type { ts } from "ts-morph";
import type { TypeScript } from "../source/typescript.ts";

/** How the files of a project are compiled. */
export interface ProjectConfig {
  /** Path of its tsconfig; null for files that have none. */
  readonly path: string | null;
  /** Where packages are looked for that declare globals. */
  readonly folder: string;
  readonly options: ts.CompilerOptions;
  /** Its own declaration files, which may declare globals. */
  readonly declarations: readonly string[];
}

const DECLARATIONS = [".d.ts", ".d.mts", ".d.cts"];

/**
 * Finds the nearest tsconfig above a file, once for each folder; files without one belong to the project of their
 * package. Made anew for each look, so that edits count.
 */
export class ProjectConfigs {
  readonly #ts: TypeScript;
  readonly #nearest = new Map<string, string | null>();
  readonly #byPath = new Map<string, ProjectConfig>();
  readonly #members = new Map<string, ReadonlySet<string>>();

  constructor(ts: TypeScript) {
    this.#ts = ts;
  }

  of(file: string): ProjectConfig {
    const { sys } = this.#ts;
    const folder = folderOf(file);
    const path = this.#above(folder, "tsconfig.json", (one) => sys.fileExists(one));
    if (path !== null) return this.#read(this.#referenced(path, file) ?? path);
    const own =
      this.#above(folder, "package.json", (one) => sys.fileExists(one)) ??
      this.#above(folder, "node_modules", (one) => sys.directoryExists(one));
    return this.#none(own === null ? "/" : folderOf(own));
  }

  /** The nearest file or folder of a name, in a folder or above it. */
  #above(folder: string, name: string, exists: (path: string) => boolean): string | null {
    const path = `${folder === "/" ? "" : folder}/${name}`;
    const known = this.#nearest.get(path);
    if (known !== undefined) return known;
    const outer = folderOf(folder);
    const found = exists(path) ? path : outer === folder ? null : this.#above(outer, name, exists);
    this.#nearest.set(path, found);
    return found;
  }

  /** A tsconfig without files of its own only lists others: of these the one that has the file. */
  #referenced(path: string, file: string): string | null {
    const ts = this.#ts;
    const { config } = ts.readConfigFile(path, (one) => ts.sys.readFile(one)) as { readonly config?: unknown };
    if (typeof config !== "object" || config === null || !("references" in config) || !("files" in config)) return null;
    const { references, files } = config;
    if (!Array.isArray(files) || files.length > 0 || !Array.isArray(references)) return null;
    for (const reference of references as readonly unknown[]) {
      if (typeof reference !== "object" || reference === null || !("path" in reference)) continue;
      const target = ts.resolveProjectReferencePath({ path: this.#joined(path, String(reference.path)) });
      if (ts.sys.fileExists(target) && this.#membersOf(target).has(file)) return target;
    }
    return null;
  }

  #joined(path: string, relative: string): string {
    return this.#ts.sys.resolvePath(`${folderOf(path)}/${relative}`).replaceAll("\\", "/");
  }

  #membersOf(path: string): ReadonlySet<string> {
    const known = this.#members.get(path) ?? new Set(this.#parse(path, null)?.fileNames);
    this.#members.set(path, known);
    return known;
  }

  #read(path: string): ProjectConfig {
    const known = this.#byPath.get(path);
    if (known !== undefined) return known;
    const parsed = this.#parse(path, DECLARATIONS);
    const config = {
      path,
      folder: folderOf(path),
      options: parsed?.options ?? {},
      declarations: parsed?.fileNames ?? [],
    };
    this.#byPath.set(path, config);
    return config;
  }

  /** Looks for files with these endings only, or all. */
  #parse(path: string, endings: readonly string[] | null): ts.ParsedCommandLine | undefined {
    const ts = this.#ts;
    const { sys } = ts;
    return ts.getParsedCommandLineOfConfigFile(path, undefined, {
      useCaseSensitiveFileNames: sys.useCaseSensitiveFileNames,
      fileExists: (one) => sys.fileExists(one),
      readFile: (one) => sys.readFile(one),
      getCurrentDirectory: () => folderOf(path),
      readDirectory: (folder, all, excluded, included, depth) =>
        sys.readDirectory(folder, endings ?? all, excluded, included, depth),
      onUnRecoverableConfigFileDiagnostic: () => {},
    });
  }

  #none(folder: string): ProjectConfig {
    const ts = this.#ts;
    const known = this.#byPath.get(folder);
    if (known !== undefined) return known;
    const config = {
      path: null,
      folder,
      declarations: [],
      options: {
        target: ts.ScriptTarget.ES2023,
        lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts", "lib.esnext.decorators.d.ts"],
        types: ["node"],
        module: ts.ModuleKind.NodeNext,
        strict: true,
        allowImportingTsExtensions: true,
        jsx: ts.JsxEmit.Preserve,
      },
    };
    this.#byPath.set(folder, config);
    return config;
  }
}

function folderOf(path: string): string {
  const end = path.lastIndexOf("/");
  return end <= 0 ? "/" : path.slice(0, end);
}
