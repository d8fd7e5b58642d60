import { candidatesOf, joined } from "./modulePath.ts";
import { parseJson } from "./parseJson.ts";

/** What a package says about itself, as far as imports are concerned. */
interface Package {
  readonly folder: string;
  readonly name: string | null;
  readonly exports: unknown;
  readonly imports: unknown;
  readonly main: string | null;
}

/** `paths` of a tsconfig.json: patterns, and where they lead from. */
interface Paths {
  readonly folder: string;
  readonly patterns: readonly (readonly [pattern: string, targets: readonly string[]])[];
  readonly extended: string | null;
}

const PACKAGE = /(?:^|[\\/])package\.json$/;
const CONFIG = /(?:^|[\\/])(?:tsconfig(?:\.[\w.-]+)?|jsconfig)\.json$/;
/** Source first: what is built may be older. */
const CONDITIONS = ["source", "types", "import", "module", "node", "default", "require"];

/** Where names of modules lead that are no relative paths: `paths` of tsconfig.json, and packages of the workspace. */
export class ProjectFiles {
  readonly #packages = new Map<string, Package>();
  readonly #configs = new Map<string, Paths>();
  #byName: ReadonlyMap<string, Package> | null = null;

  static isOne(file: string): boolean {
    return PACKAGE.test(file) || CONFIG.test(file);
  }

  put(file: string, text: string | null): void {
    const json = text === null ? null : parseJson(text);
    this.#byName = null;
    this.#packages.delete(file);
    this.#configs.delete(file);
    if (typeof json !== "object" || json === null) return;
    if (PACKAGE.test(file)) this.#packages.set(file, packageOf(file, json as Readonly<Record<string, unknown>>));
    else this.#configs.set(file, pathsOf(file, json));
  }

  /** The paths that a specifier may mean, likeliest first, without looking whether they exist. */
  *resolve(from: string, specifier: string): Iterable<string> {
    if (this.#configs.size > 0) yield* this.#throughPaths(from, specifier);
    if (this.#packages.size === 0) return;
    if (specifier.startsWith("#")) {
      const own = this.#nearestPackage(from);
      if (own !== null) yield* targetsOf(own, own.imports, specifier);
      return;
    }
    this.#byName ??= new Map(Array.from(this.#packages.values(), (one) => [one.name ?? "", one]));
    const [, name = "", subpath = ""] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(specifier) ?? [];
    const found = this.#byName.get(name);
    if (found !== undefined) yield* throughPackage(found, subpath);
  }

  *#throughPaths(from: string, specifier: string): Iterable<string> {
    for (const folder of foldersAbove(from)) {
      const separator = from.includes("\\") ? "\\" : "/";
      const names = ["tsconfig.json", "jsconfig.json"].map((name) => `${folder}${separator}${name}`);
      let config = names.map((name) => this.#configs.get(name)).find((one) => one !== undefined);
      if (config === undefined) continue;
      for (let depth = 0; config !== undefined && depth < 10; depth++) {
        if (config.patterns.length > 0) {
          yield* matching(config, specifier);
          break;
        }
        config = config.extended === null ? undefined : this.#configs.get(config.extended);
      }
      return;
    }
  }

  #nearestPackage(from: string): Package | null {
    const separator = from.includes("\\") ? "\\" : "/";
    for (const folder of foldersAbove(from)) {
      const found = this.#packages.get(`${folder}${separator}package.json`);
      if (found !== undefined) return found;
    }
    return null;
  }
}

function* foldersAbove(file: string): Iterable<string> {
  for (let folder = file; ;) {
    const end = Math.max(folder.lastIndexOf("/"), folder.lastIndexOf("\\"));
    if (end < 0) return;
    folder = folder.slice(0, end);
    yield folder;
  }
}

function packageOf(file: string, json: Readonly<Record<string, unknown>>): Package {
  const { name, exports, imports, main } = json;
  return {
    folder: file,
    name: typeof name === "string" ? name : null,
    exports,
    imports,
    main: typeof main === "string" ? main : null,
  };
}

function pathsOf(file: string, json: { readonly compilerOptions?: unknown; readonly extends?: unknown }): Paths {
  const options = (json.compilerOptions ?? {}) as { readonly baseUrl?: unknown; readonly paths?: unknown };
  const base = typeof options.baseUrl === "string" ? options.baseUrl : ".";
  const entries = typeof options.paths === "object" && options.paths !== null ? Object.entries(options.paths) : [];
  const patterns = entries.map(([pattern, targets]): readonly [string, readonly string[]] => [
    pattern,
    Array.isArray(targets) ? targets.filter((target) => typeof target === "string") : [],
  ]);
  const parent = typeof json.extends === "string" && json.extends.startsWith(".") ? json.extends : null;
  const extended = parent === null ? null : joined(file, parent.endsWith(".json") ? parent : `${parent}.json`);
  return { folder: joined(file, `${base}/x`), patterns, extended };
}

/** What a `*` stands for in a text that fits a pattern, an empty text without one, or null when it does not fit. */
function fitting(pattern: string, text: string): string | null {
  const [before = "", after] = pattern.split("*");
  if (after === undefined) return pattern === text ? "" : null;
  const isFitting = text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
  return isFitting ? text.slice(before.length, text.length - after.length) : null;
}

function* matching({ folder, patterns }: Paths, specifier: string): Iterable<string> {
  const longestFirst = patterns.toSorted(([a], [b]) => b.indexOf("*") - a.indexOf("*"));
  for (const [pattern, targets] of longestFirst) {
    const star = fitting(pattern, specifier);
    if (star === null) continue;
    for (const target of targets) yield* candidatesOf(joined(folder, target.replace("*", star)));
    return;
  }
}

function* throughPackage(found: Package, subpath: string): Iterable<string> {
  if (found.exports !== undefined) yield* targetsOf(found, found.exports, `.${subpath}`);
  if (subpath !== "") {
    yield* candidatesOf(joined(found.folder, `.${subpath}`));
    yield* candidatesOf(joined(found.folder, `./src${subpath}`));
    return;
  }
  if (found.main !== null) yield* sourcesOf(found, found.main);
  yield* candidatesOf(joined(found.folder, "./src/index"));
  yield* candidatesOf(joined(found.folder, "./index"));
}

function* targetsOf(found: Package, map: unknown, subpath: string): Iterable<string> {
  const isMap = typeof map === "object" && map !== null && Object.keys(map).some((key) => /^[.#]/.test(key));
  const entries: readonly (readonly [string, unknown])[] = isMap ? Object.entries(map) : [[".", map]];
  for (const [pattern, value] of entries) {
    const star = fitting(pattern, subpath);
    if (star === null) continue;
    for (const target of conditionsOf(value)) yield* sourcesOf(found, target.replace("*", star));
  }
}

/** Every path that a target may mean, those for source first. */
function conditionsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(conditionsOf);
  if (typeof value !== "object" || value === null) return [];
  const rank = (key: string) => (key.endsWith("/source") ? 0 : CONDITIONS.indexOf(key) + 1 || CONDITIONS.length + 1);
  return Object.entries(value)
    .sort(([a], [b]) => rank(a) - rank(b))
    .flatMap(([, inner]) => conditionsOf(inner));
}

/** A target in a folder of built files has its source beside that folder, usually in `src`. */
function* sourcesOf({ folder }: Package, target: string): Iterable<string> {
  const plain = target.startsWith(".") ? target : `./${target}`;
  for (const source of [plain, plain.replace(/^\.\/(?:dist|build|lib|out)\//, "./src/")]) {
    yield* candidatesOf(joined(folder, source.replace(/\.d\.([cm]?)ts$/, ".$1js")));
  }
}
