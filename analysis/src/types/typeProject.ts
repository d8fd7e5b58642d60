import type { ts } from "ts-morph";
import type { TypeScript } from "../source/typescript.ts";
import type { Checked } from "./checked.ts";
import type { ProjectConfig } from "./projectConfig.ts";
import { LIB_FOLDER, type SourceCache } from "./sourceCache.ts";

/**
 * The programs of one tsconfig, each made from the one before. They hold the files with tasks, those that these import,
 * and the project's own declaration files; nothing else of the project is read.
 *
 * The first programs are *light*: without the browser's declarations and without those named in `types`, which are ten
 * times as much text as all the rest. What is known from a light program is known: to lack a declaration makes a type
 * unknown, not another one. As soon as something is unknown, `widen` brings everything in that the tsconfig asks for.
 */
export class TypeProject {
  readonly config: ProjectConfig;
  readonly #ts: TypeScript;
  readonly #cache: SourceCache;
  #isWhole: boolean;
  #checked: Checked | null = null;
  #state = "";

  constructor(ts: TypeScript, cache: SourceCache, config: ProjectConfig) {
    this.#ts = ts;
    this.#cache = cache;
    this.config = config;
    const { lib, types } = config.options;
    this.#isWhole = types?.length === 0 && lib?.some(isOfHost) === false;
  }

  /** The files that the last program was made of. */
  get files(): readonly ts.SourceFile[] {
    return this.#checked?.program.getSourceFiles() ?? [];
  }

  /** `check` is called between files, and may throw to give up. */
  checked(roots: readonly string[], check: () => void): Checked {
    const rootNames = [...new Set([...roots, ...this.config.declarations])];
    const known = this.#checked;
    if (known !== null && this.#state === this.#stateOf(known.program, rootNames)) return known;
    const options = this.#options();
    const program = this.#ts.createProgram({
      rootNames,
      options,
      host: this.#host(options, check),
      ...(known !== null && { oldProgram: known.program }),
    });
    this.#checked = { ts: this.#ts, program, checker: program.getTypeChecker(), isWhole: this.#isWhole };
    this.#state = this.#stateOf(program, rootNames);
    return this.#checked;
  }

  /** False when there is nothing more to bring in. */
  widen(): boolean {
    if (this.#isWhole) return false;
    this.#isWhole = true;
    this.#checked = null;
    return true;
  }

  #stateOf(program: ts.Program, rootNames: readonly string[]): string {
    const stamps = program
      .getSourceFiles()
      .filter(({ fileName }) => !fileName.startsWith(LIB_FOLDER))
      .map(({ fileName }) => `${fileName} ${this.#cache.stamp(fileName) ?? "gone"}`);
    return [...rootNames, ...stamps].join("\n");
  }

  #options(): ts.CompilerOptions {
    const { options } = this.config;
    const { lib, types } = options;
    const always: ts.CompilerOptions = {
      allowJs: true,
      noEmit: true,
      skipLibCheck: true,
      composite: false,
      incremental: false,
      declaration: false,
      declarationMap: false,
      noLib: false,
    };
    const whole = { ...options, ...always, types: types ?? ["node"] };
    delete whole.tsBuildInfoFile;
    if (this.#isWhole) return whole;
    const light = lib ?? [this.#ts.getDefaultLibFileName(options).replace(/\.full\.d\.ts$/, ".d.ts")];
    return { ...whole, types: [], lib: light.map(languageOnly).filter((name) => !isOfHost(name)) };
  }

  #host(options: ts.CompilerOptions, check: () => void): ts.CompilerHost {
    const ts = this.#ts;
    const cache = this.#cache;
    const { target, module, moduleDetection, jsx } = options;
    const kind = [target, module, moduleDetection, jsx].join(" ");
    const { folder } = this.config;
    return {
      getSourceFile: (file, given) => {
        check();
        return cache.parse(file, kind, typeof given === "object" ? given : { languageVersion: given });
      },
      jsDocParsingMode: ts.JSDocParsingMode.ParseForTypeErrors,
      fileExists: (file) => cache.exists(file),
      readFile: (file) => cache.read(file),
      // A file that was not found may be there now; what was found is looked for again in a few milliseconds.
      hasInvalidatedResolutions: () => true,
      directoryExists: (folder) => cache.hasFolder(folder),
      getDirectories: (folder) => ts.sys.getDirectories(folder),
      ...(ts.sys.realpath !== undefined && { realpath: ts.sys.realpath.bind(ts.sys) }),
      getDefaultLibLocation: () => LIB_FOLDER,
      getDefaultLibFileName: (given) => `${LIB_FOLDER}/${ts.getDefaultLibFileName(given)}`,
      getCurrentDirectory: () => folder,
      getCanonicalFileName: (file) => (ts.sys.useCaseSensitiveFileNames ? file : file.toLowerCase()),
      useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
      getNewLine: () => "\n",
      writeFile: () => {},
    };
  }
}

/** What is declared by browsers, and on which no language depends. */
function isOfHost(lib: string): boolean {
  return /^lib\.(?:dom|webworker|scripthost)\b/.test(lib);
}

/** These two bring the browser's along. */
function languageOnly(lib: string): string {
  return lib === "lib.d.ts" ? "lib.es5.d.ts" : lib === "lib.es6.d.ts" ? "lib.es2015.d.ts" : lib;
}
