import { problem } from "orchex/dag";
import type { ProblemBoard } from "../problemBoard.ts";
import type { Files } from "./files.ts";
import { taskKey, type DagKey, type FileLinks, type LinkedTask } from "./linked.ts";
import { Multimap } from "./multimap.ts";
import { siteOf } from "./site.ts";

/** What floating tasks are kept with. */
interface Surroundings {
  readonly files: Files;
  readonly board: ProblemBoard;
  /** The links of each file, as they are now. */
  readonly links: ReadonlyMap<string, FileLinks>;
  /** DAGs that require a name which they do not declare. */
  readonly missing: Multimap<string, DagKey>;
}

/** Tasks whose DAG is not known from where they are declared; calls of the function around one may make it for some. */
export class FloatingTasks {
  readonly #files: Files;
  readonly #board: ProblemBoard;
  readonly #links: ReadonlyMap<string, FileLinks>;
  readonly #missing: Multimap<string, DagKey>;
  /** Tasks whose DAG is not known, by name; `null` is a name that is not known either. */
  readonly #byName = new Multimap<string | null, string>();
  /** How often a task that stands in a function is made by calls of it. */
  readonly #instances = new Multimap<string, string>();

  constructor({ files, board, links, missing }: Surroundings) {
    this.#files = files;
    this.#board = board;
    this.#links = links;
    this.#missing = missing;
  }

  /** Whether a task of this name is declared for a DAG that no call tells. */
  has(name: string | null): boolean {
    for (const key of this.#byName.get(name)) if (!this.isMade(key)) return true;
    return false;
  }

  /** Whether a call makes the task of a declaration. */
  isMade(key: string): boolean {
    return this.#instances.get(key).size > 0;
  }

  /** Keeps count of tasks whose DAG is not known; what requires one of their names is judged again. */
  put(
    file: string,
    before: FileLinks | undefined,
    after: FileLinks | undefined,
    { touched, files }: { readonly touched: Set<DagKey>; readonly files: Set<string> },
  ): void {
    const concerned = new Set<string>();
    for (const [links, isAfter] of [
      [before, false],
      [after, true],
    ] as const) {
      for (const key of links?.made ?? []) {
        concerned.add(key);
        if (isAfter) this.#instances.add(key, file);
        else this.#instances.delete(key, file);
      }
      for (const task of links?.tasks ?? []) {
        // A method that is in no DAG yet waits for a class; it is no matter of calls.
        if (task.dag !== null || task.method !== null) continue;
        const key = taskKey(task.file, task.id);
        concerned.add(key);
        if (isAfter) this.#byName.add(task.name ?? null, key);
        else this.#byName.delete(task.name ?? null, key);
        this.#askAgain(task.name ?? null, touched);
      }
    }
    for (const key of concerned) {
      const { task } = this.#find(key);
      if (task !== undefined) this.#askAgain(task.name ?? null, touched);
      for (const dag of this.#waiting(key)) touched.add(dag);
      for (const one of this.#judge(key)) files.add(one);
    }
  }

  /** Has the DAGs linked again that require a name, or any name that they do not declare. */
  #askAgain(name: string | null, touched: Set<DagKey>): void {
    for (const one of name === null ? this.#missing.keys() : [name]) {
      for (const dag of this.#missing.get(one)) touched.add(dag);
    }
  }

  /** The DAGs that have the task of a declaration if somebody calls the function around it. */
  #waiting(key: string): readonly DagKey[] {
    const [file = ""] = key.split("\0");
    const tasks = this.#links.get(file)?.tasks ?? [];
    return tasks.flatMap((one) => (one.waits === true && taskKey(one.file, one.id) === key ? (one.dag ?? []) : []));
  }

  #find(key: string): { readonly file: string; readonly task: LinkedTask | undefined } {
    const [file = ""] = key.split("\0");
    const tasks = this.#links.get(file)?.tasks ?? [];
    return {
      file,
      task: tasks.find((one) => taskKey(one.file, one.id) === key && one.dag === null && one.method === null),
    };
  }

  #judge(key: string): ReadonlySet<string> {
    const { file, task } = this.#find(key);
    if (task === undefined || this.isMade(key)) return this.#board.put(`floating ${key}`, []);
    const fact = this.#files.facts(file).tasks.find(({ id }) => id === task.id);
    const text =
      "Which DAG this task belongs to is decided while the module runs: it is checked when the module is loaded.";
    const location = siteOf(file, fact?.wordAt ?? 0);
    return this.#board.put(`floating ${key}`, [
      problem("task.unresolved", text, { location, task: task.name ?? null }),
    ]);
  }
}
