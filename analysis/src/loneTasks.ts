import { problem, quote, type Problem } from "orchex/dag";
import { configuredModules, isConfiguration } from "./link/configuredModules.ts";
import type { Files } from "./link/files.ts";
import type { Linker } from "./link/linker.ts";
import type { LinkedTask } from "./link/linked.ts";
import { Resolver } from "./link/resolver.ts";
import type { ProblemBoard } from "./problemBoard.ts";

/** Where a text loads another module. It is only looked for, so what is no import does no harm. */
const SPECIFIER = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*["']([^"'\n]+)["']/g;

export interface LoneTasksOptions {
  readonly files: Files;
  readonly linker: Linker;
  readonly board: ProblemBoard;
  /** Files that are loaded whoever imports them; null: as the configurations among the files say. */
  readonly modules: readonly string[] | null;
}

/**
 * Finds tasks that no worker can know, however their DAG is addressed: nobody imports their module. Asked when nobody
 * waits, since an answer is about every file.
 */
export class LoneTasks {
  readonly #options: LoneTasksOptions;
  /** What files import that nobody has needed to parse. */
  readonly #specifiers = new Map<string, readonly string[]>();
  #lone: ReadonlySet<string> = new Set();
  #isDue = true;

  constructor(options: LoneTasksOptions) {
    this.#options = options;
  }

  /**
   * What a file imports or declares may be other than before. Who imports it is found out later; what it was told has its
   * places by the facts of now, or is taken back. Answers with the files whose problems may be others.
   */
  changed(file: string): ReadonlySet<string> {
    this.#specifiers.delete(file);
    this.#isDue = true;
    return this.#lone.has(file) ? this.#tell(file, this.#strays(file)) : new Set();
  }

  /** A file that nobody needed to parse has another text. Only its imports matter, and only if they ever did. */
  edited(file: string, text: string): void {
    if (isConfiguration(file)) this.#isDue = true;
    const before = this.#specifiers.get(file);
    if (before === undefined) return;
    const now = specifiersIn(text);
    this.#specifiers.set(file, now);
    if (String(before) !== String(now)) this.#isDue = true;
  }

  /** Looks again if something changed, and answers with the files whose problems may be others; null: nothing to do. */
  judge(): ReadonlySet<string> | null {
    if (!this.#isDue) return null;
    this.#isDue = false;
    const lone = this.#found();
    const concerned = new Set<string>();
    for (const file of new Set([...this.#lone, ...lone.keys()])) {
      for (const one of this.#tell(file, lone.get(file) ?? [])) concerned.add(one);
    }
    this.#lone = new Set(lone.keys());
    return concerned;
  }

  #tell(file: string, tasks: readonly LinkedTask[]): ReadonlySet<string> {
    const { board } = this.#options;
    return board.put(
      `lone ${file}`,
      tasks.map((task) => this.#problem(task)),
    );
  }

  #found(): ReadonlyMap<string, readonly LinkedTask[]> {
    const { files, linker, modules } = this.#options;
    const lone = new Map<string, readonly LinkedTask[]>();
    for (const file of linker.files()) {
      const tasks = this.#strays(file);
      if (tasks.length > 0) lone.set(file, tasks);
    }
    if (lone.size === 0) return lone;
    const given = modules === null ? null : new Set(modules);
    const isConfigured = given === null ? configuredModules(files) : (file: string) => given.has(file);
    for (const file of lone.keys()) if (isConfigured(file) || this.#offersDag(file, lone.get(file))) lone.delete(file);
    // Those that are parsed tell at once, the others have to be read first.
    for (const importers of [linker.all(), files.sleeping()]) {
      for (const file of importers) {
        if (lone.size === 0) return lone;
        for (const specifier of this.#importsOf(file)) {
          const target = files.resolve(file, specifier);
          if (target !== null && target !== file) lone.delete(target);
        }
      }
    }
    return lone;
  }

  /** Those of another module than their DAG; what a call declares belongs to whoever calls. */
  #strays(file: string): readonly LinkedTask[] {
    const { linker } = this.#options;
    return (linker.links(file)?.tasks ?? []).filter(
      ({ dag, file: home, method }) =>
        dag !== null && method === null && home === file && linker.dag(dag)?.dag.file !== file,
    );
  }

  /** A module that exports the DAG is an address of it, with all that it declares. */
  #offersDag(file: string, tasks: readonly LinkedTask[] = []): boolean {
    const { files, linker } = this.#options;
    const resolver = new Resolver(files);
    const homes = new Set(tasks.map(({ dag }) => linker.dag(dag ?? "")?.dag));
    return [...homes].some((dag) => {
      const names = dag === undefined || dag.exportName === null ? [] : Object.keys(files.facts(file).exports);
      const isOurs = (name: string) => {
        const found = resolver.exported(file, name);
        return found?.head.kind === "dag" && found.file === dag?.file;
      };
      if (names.some(isOurs)) return true;
      return dag?.exportName !== null && files.facts(file).stars.length > 0 && isOurs(dag?.exportName ?? "");
    });
  }

  #importsOf(file: string): readonly string[] {
    const { files } = this.#options;
    const state = files.get(file);
    if (state === undefined) return [];
    if (state.facts !== null) return state.facts.facts.imports;
    const known = this.#specifiers.get(file);
    if (known !== undefined) return known;
    const found = specifiersIn(state.source.text);
    this.#specifiers.set(file, found);
    return found;
  }

  #problem({ name, dag, nameSite }: LinkedTask): Problem {
    const shown = typeof name === "string" ? `Task ${quote(name)}` : "A task without a name";
    const owner = this.#options.linker.nameOf(dag ?? "");
    const message =
      `${shown} of DAG ${quote(owner)} is declared in a module that no other one imports: a worker does not know it. ` +
      "Import the module where the DAG is, or add it to `modules` in orchex.config.";
    return problem("task.not-loaded", message, { location: nameSite, dag: owner, task: name ?? null });
  }
}

function specifiersIn(text: string): readonly string[] {
  return Array.from(text.matchAll(SPECIFIER), ([, specifier = ""]) => specifier);
}
