import { problem } from "orchex/dag";
import type { ProblemBoard } from "../problemBoard.ts";
import { isEqual } from "../source/isEqual.ts";
import { byPath } from "./byPath.ts";
import { Dependencies } from "./dependencies.ts";
import type { Files } from "./files.ts";
import { FloatingTasks } from "./floatingTasks.ts";
import { linkDag, type DagLink } from "./linkDag.ts";
import { taskKey, type DagKey, type FileLinks, type LinkedDag, type LinkedTask } from "./linked.ts";
import { linkFile } from "./linkFile.ts";
import { Multimap } from "./multimap.ts";
import { partsOf, type Part } from "./parts.ts";
import { rivalProblems } from "./rivalProblems.ts";
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
  readonly #dependencies: Dependencies;
  readonly #byName = new Multimap<string, DagKey>();
  /** DAGs that require a name which they do not declare. */
  readonly #missing = new Multimap<string, DagKey>();
  readonly #floating: FloatingTasks;
  readonly #names = new TaskNames();
  readonly #seen = new Set<string>();
  linkedCount = 0;

  constructor(files: Files, board: ProblemBoard) {
    this.#files = files;
    this.#board = board;
    this.#dependencies = new Dependencies(files);
    this.#floating = new FloatingTasks({ files, board, links: this.#links, missing: this.#missing });
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
    return this.#dependencies.of(file);
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
    const dirty = this.#dependencies.dirty(changed, reshaped, moved);
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

  #relinkFile(
    file: string,
    { update, touched, renamed }: { update: Update; touched: Set<DagKey>; renamed: Set<string> },
  ): void {
    const before = this.#links.get(file);
    const mayLink = this.#files.get(file)?.facts !== null && this.#files.has(file);
    const after = mayLink ? linkFile(this.#files, file) : undefined;
    if (after === undefined) this.#seen.delete(file);
    else this.#seen.add(file);
    this.#dependencies.put(file, before, after);
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
    this.#floating.put(file, before, after, { touched, files: update.files });
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
      mayFloat: (name) => this.#floating.has(name) || this.#floating.has(null),
      isCalled: ({ file, id }) => this.#floating.isMade(taskKey(file, id)),
      isOpen: this.#looseOf(dag.key) || dag.findings.some(({ isOpen }) => isOpen === true),
    });
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
