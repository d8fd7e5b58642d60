import { problem } from "orchex/dag";
import type { ProblemBoard } from "../problemBoard.ts";
import { partsOf, type Part } from "./parts.ts";
import { isEqual } from "../source/isEqual.ts";
import type { Files } from "./files.ts";
import { linkDag, type DagLink } from "./linkDag.ts";
import { taskKey, type DagKey, type FileLinks, type LinkedDag, type LinkedTask } from "./linked.ts";
import { linkFile } from "./linkFile.ts";
import { stemOf } from "./modulePath.ts";
import { Multimap } from "./multimap.ts";
import { rivalProblems } from "./rivalProblems.ts";
import { siteOf } from "./site.ts";
import { TaskNames } from "./taskNames.ts";

/** What an update touched. */
export interface Update {
  /** DAGs that were linked again or are gone. */
  readonly dags: Set<DagKey>;
  readonly dagNames: Set<string>;
  /** Files whose links are others than before. */
  readonly links: Set<string>;
  /** Files whose problems may be others. */
  readonly files: Set<string>;
  /** Files with tasks that require a name which came or went. */
  readonly requiring: Set<string>;
}

/** Keeps the DAGs of a workspace linked, and links again only what a change concerns. */
export class Linker {
  readonly #files: Files;
  readonly #board: ProblemBoard;
  readonly #links = new Map<string, FileLinks>();
  /** The links of each file by DAG. */
  readonly #parts = new Map<string, ReadonlyMap<DagKey, Part>>();
  readonly #dags = new Map<DagKey, LinkedDag>();
  readonly #linked = new Map<DagKey, DagLink>();
  /** The DAGs with references to tasks of a DAG. */
  readonly #referring = new Multimap<DagKey, DagKey>();
  /** The files with tasks of a DAG. */
  readonly #members = new Multimap<DagKey, string>();
  /** The files whose links follow names into a file. */
  readonly #dependents = new Multimap<string, string>();
  /** The files that ask for paths of a stem. */
  readonly #asking = new Multimap<string, string>();
  /** The files with other specifiers that lead nowhere yet. */
  readonly #lost = new Multimap<string, string>();
  readonly #byName = new Multimap<string, DagKey>();
  /** DAGs that require a name which they do not declare. */
  readonly #missing = new Multimap<string, DagKey>();
  /** Tasks whose DAG is not known, by name; `null` is a name that is not known either. */
  readonly #floating = new Multimap<string | null, string>();
  /** How often a task that stands in a function is made by calls of it. */
  readonly #instances = new Multimap<string, string>();
  readonly #names = new TaskNames();
  readonly #seen = new Set<string>();
  linkedCount = 0;

  constructor(files: Files, board: ProblemBoard) {
    this.#files = files;
    this.#board = board;
  }

  links(file: string): FileLinks | undefined {
    return this.#links.get(file);
  }

  files(): Iterable<string> {
    return this.#links.keys();
  }

  /** Every file that was linked, whether anything came of it or not. */
  all(): Iterable<string> {
    return this.#seen;
  }

  dependents(file: string): ReadonlySet<string> {
    return this.#dependents.get(file);
  }

  dag(key: DagKey): DagLink | undefined {
    return this.#linked.get(key);
  }

  /** The DAGs of one name, in the order of files and declarations. */
  named(name: string): readonly DagLink[] {
    const dags = Array.from(this.#byName.get(name), (key) => this.#linked.get(key)).filter((one) => one !== undefined);
    return dags.sort(
      (a, b) =>
        byPath(a.dag.file, b.dag.file) ||
        this.#files.start(a.dag.file, a.dag.at) - this.#files.start(b.dag.file, b.dag.at),
    );
  }

  nameOf(key: DagKey): string {
    return this.#dags.get(key)?.shownName ?? "";
  }

  membersOf(key: DagKey): ReadonlySet<string> {
    return this.#members.get(key);
  }

  /**
   * Follows changes of facts: `changed` are the files whose facts are others, `reshaped` those of them that others may
   * see it of, `moved` those that came or went.
   */
  update(changed: Iterable<string>, reshaped: Iterable<string>, moved: ReadonlySet<string>): Update {
    const dirty = new Set(changed);
    for (const file of reshaped) for (const dependent of this.#dependents.get(file)) dirty.add(dependent);
    for (const file of moved) for (const asking of this.#asking.get(stemOf(file))) dirty.add(asking);
    if (moved.size > 0) for (const file of this.#found()) dirty.add(file);
    const update: Update = {
      dags: new Set(),
      dagNames: new Set(),
      links: new Set(),
      files: new Set(),
      requiring: new Set(),
    };
    const touched = new Set<DagKey>();
    const renamed = new Set<string>();
    for (const file of dirty) this.#relinkFile(file, { update, touched, renamed });
    this.#linkDags(touched, update);
    for (const name of renamed) this.#judgeNames(name, update);
    return update;
  }

  /** Files whose lost specifiers lead somewhere by now. */
  *#found(): Iterable<string> {
    for (const lost of this.#lost.keys()) {
      const [from = "", specifier = ""] = lost.split("\0");
      if (this.#files.resolve(from, specifier) !== null) yield* this.#lost.get(lost);
    }
  }

  #relinkFile(
    file: string,
    { update, touched, renamed }: { update: Update; touched: Set<DagKey>; renamed: Set<string> },
  ): void {
    const before = this.#links.get(file);
    const mayLink = this.#files.get(file)?.facts !== null && this.#files.has(file);
    const after = mayLink ? linkFile(this.#files, file) : undefined;
    if (after === undefined) this.#seen.delete(file);
    else this.#seen.add(file);
    this.#depend(file, before, after);
    if (after === undefined || isNothing(after)) this.#links.delete(file);
    else this.#links.set(file, after);
    if (before === undefined && (after === undefined || isNothing(after))) return;
    update.links.add(file);

    const [dagsBefore, dagsAfter] = [this.#parts.get(file) ?? NO_PARTS, partsOf(after)];
    if (dagsAfter.size === 0) this.#parts.delete(file);
    else this.#parts.set(file, dagsAfter);
    for (const key of new Set([...dagsBefore.keys(), ...dagsAfter.keys()])) {
      const [was, is] = [dagsBefore.get(key), dagsAfter.get(key)];
      if (isEqual(was, is)) continue;
      touched.add(key);
      if (is === undefined) this.#members.delete(key, file);
      else this.#members.add(key, file);
      if (was?.dag !== undefined || is?.dag !== undefined)
        this.#renameDag(key, was?.dag, is?.dag, { touched, renamed });
    }
    this.#float(file, before, after, { update, touched });
    const own = (after?.findings ?? []).map(({ code, text, site }) => problem(code, text, { location: site }));
    for (const one of this.#board.put(`file ${file}`, own)) update.files.add(one);
  }

  #renameDag(
    key: DagKey,
    was: LinkedDag | undefined,
    is: LinkedDag | undefined,
    { touched, renamed }: { touched: Set<DagKey>; renamed: Set<string> },
  ): void {
    if (is === undefined) this.#dags.delete(key);
    else this.#dags.set(key, is);
    if (was !== undefined) renamed.add(was.shownName);
    if (is !== undefined) renamed.add(is.shownName);
    if (was?.shownName === is?.shownName) return;
    if (was !== undefined) this.#byName.delete(was.shownName, key);
    if (is !== undefined) this.#byName.add(is.shownName, key);
    // References from other DAGs are told by its name.
    for (const other of this.#referring.get(key)) touched.add(other);
  }

  /** Notes which DAGs a DAG refers to from its `requires`. */
  #refer(from: DagKey, before: DagLink | undefined, after: DagLink | undefined): void {
    for (const { requirements } of before?.tasks ?? []) {
      for (const { dag } of requirements) if (dag !== null && dag !== from) this.#referring.delete(dag, from);
    }
    for (const { requirements } of after?.tasks ?? []) {
      for (const { dag } of requirements) if (dag !== null && dag !== from) this.#referring.add(dag, from);
    }
  }

  #depend(file: string, before: FileLinks | undefined, after: FileLinks | undefined): void {
    for (const other of before?.visited ?? []) this.#dependents.delete(other, file);
    for (const other of after?.visited ?? []) if (other !== file) this.#dependents.add(other, file);
    for (const stem of before?.asked ?? []) this.#asking.delete(stem, file);
    for (const stem of after?.asked ?? []) this.#asking.add(stem, file);
    for (const specifier of before?.missed ?? []) this.#lost.delete(specifier, file);
    for (const specifier of after?.missed ?? []) this.#lost.add(specifier, file);
  }

  /** Keeps count of tasks whose DAG is not known; what requires one of their names is judged again. */
  #float(
    file: string,
    before: FileLinks | undefined,
    after: FileLinks | undefined,
    { update, touched }: { update: Update; touched: Set<DagKey> },
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
        if (isAfter) this.#floating.add(task.name ?? null, key);
        else this.#floating.delete(task.name ?? null, key);
        this.#askAgain(task.name ?? null, touched);
      }
    }
    for (const key of concerned) {
      const { task } = this.#floatingTask(key);
      if (task !== undefined) this.#askAgain(task.name ?? null, touched);
      for (const dag of this.#waiting(key)) touched.add(dag);
      for (const one of this.#judgeFloating(key)) update.files.add(one);
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

  #floatingTask(key: string): { readonly file: string; readonly task: LinkedTask | undefined } {
    const [file = ""] = key.split("\0");
    const tasks = this.#links.get(file)?.tasks ?? [];
    return {
      file,
      task: tasks.find((one) => taskKey(one.file, one.id) === key && one.dag === null && one.method === null),
    };
  }

  #judgeFloating(key: string): ReadonlySet<string> {
    const { file, task } = this.#floatingTask(key);
    const isMade = this.#instances.get(key).size > 0;
    if (task === undefined || isMade) return this.#board.put(`floating ${key}`, []);
    const fact = this.#files.facts(file).tasks.find(({ id }) => id === task.id);
    const text =
      "Which DAG this task belongs to is decided while the module runs: it is checked when the module is loaded.";
    const location = siteOf(file, fact?.wordAt ?? 0);
    return this.#board.put(`floating ${key}`, [
      problem("task.unresolved", text, { location, task: task.name ?? null }),
    ]);
  }

  /** Links DAGs, and then those that may see the names which came or went by that. */
  #linkDags(touched: Set<DagKey>, update: Update): void {
    for (const key of touched) {
      const dag = this.#dags.get(key);
      const tasks = dag === undefined ? [] : this.#tasksOf(key);
      const names = new Set(tasks.map(({ name }) => name).filter((name) => typeof name === "string"));
      const known = dag ?? this.#linked.get(key)?.dag;
      // A Set's iterator also visits what is added while it runs.
      for (const name of this.#names.put(key, known?.shownName ?? "", names)) {
        for (const other of this.#missing.get(name)) touched.add(other);
      }
    }
    for (const key of touched) {
      update.dags.add(key);
      const dag = this.#dags.get(key);
      const before = this.#linked.get(key);
      for (const one of [before?.dag, dag]) if (one !== undefined) update.dagNames.add(one.shownName);
      for (const name of before?.missing ?? []) this.#missing.delete(name, key);
      if (dag === undefined) {
        this.#linked.delete(key);
        this.#refer(key, before, undefined);
        for (const file of this.#board.put(`dag ${key}`, [])) update.files.add(file);
        continue;
      }
      const link = this.#link(dag);
      this.#linked.set(key, link);
      this.#refer(key, before, link);
      noteRequiring(before, link, update.requiring);
      for (const name of link.missing) this.#missing.add(name, key);
      for (const file of this.#board.put(`dag ${key}`, link.problems)) update.files.add(file);
    }
  }

  #link(dag: LinkedDag): DagLink {
    this.linkedCount++;
    return linkDag(dag, this.#tasksOf(dag.key), {
      elsewhere: this.#names.elsewhere,
      nameOf: (key) => this.nameOf(key),
      mayFloat: (name) => this.#isAfloat(name) || this.#isAfloat(null),
      isCalled: ({ file, id }) => this.#instances.get(taskKey(file, id)).size > 0,
      isOpen: this.#looseOf(dag.key) || dag.findings.some(({ isOpen }) => isOpen === true),
    });
  }

  /** Whether a task of this name is declared for a DAG that no call tells. */
  #isAfloat(name: string | null): boolean {
    for (const key of this.#floating.get(name)) if (this.#instances.get(key).size === 0) return true;
    return false;
  }

  /** Whether the `task` of a DAG is handed on somewhere, to who knows whom. */
  #looseOf(key: DagKey): boolean {
    for (const file of this.#members.get(key)) {
      if ((this.#parts.get(file)?.get(key)?.findings.length ?? 0) > 0) return true;
    }
    return false;
  }

  #tasksOf(key: DagKey): readonly LinkedTask[] {
    const files = [...this.#members.get(key)].sort(byPath);
    return files.flatMap((file) => this.#parts.get(file)?.get(key)?.tasks ?? []);
  }

  /** Judges the DAGs of one name together. */
  #judgeNames(name: string, update: Update): void {
    const problems = rivalProblems(this.named(name));
    for (const file of this.#board.put(`name ${name}`, problems)) update.files.add(file);
  }
}

export function byPath(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isNothing({ dags, tasks, made, findings, visited, asked, missed }: FileLinks): boolean {
  const lists = dags.length + tasks.length + findings.length;
  return lists + made.size + visited.size + asked.size + missed.size === 0;
}

/** The files whose tasks require a name that only one of two links of a DAG declares. */
function noteRequiring(before: DagLink | undefined, after: DagLink, files: Set<string>): void {
  const note = (one: DagLink, other: DagLink | undefined) => {
    for (const name of one.byName.keys()) {
      if (other?.byName.has(name) === true) continue;
      for (const task of one.graph.dependents.get(name) ?? []) {
        const { file } = one.byName.get(task) ?? {};
        if (file !== undefined) files.add(file);
      }
    }
  };
  if (before !== undefined) note(before, after);
  note(after, before);
}

const NO_PARTS: ReadonlyMap<DagKey, Part> = new Map();
