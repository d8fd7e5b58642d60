import type { Files } from "../link/files.ts";
import type { LinkedTask } from "../link/linked.ts";
import type { Linker } from "../link/linker.ts";
import type { ProblemBoard } from "../problemBoard.ts";
import { editBetween } from "../source/edit.ts";
import type { SourceText } from "../source/sourceText.ts";
import { readProblems } from "./readProblems.ts";
import { readUses } from "./readUses.ts";
import { shiftedUse, type BodyUse } from "./bodyUse.ts";

/** About how many characters are read in a millisecond. The clock is not asked, so that tests can count. */
const CHARACTERS_A_MILLISECOND = 5_000;

/** What reading some bodies changed. */
export interface BodiesRead {
  /** Files whose problems may be others. */
  readonly files: ReadonlySet<string>;
  /** Tasks whose code is another than it was known. */
  readonly tasks: readonly LinkedTask[];
}

/** What is known of the bodies of tasks, read when nobody waits. */
export class Bodies {
  readonly #files: Files;
  readonly #linker: Linker;
  readonly #board: ProblemBoard;
  readonly #pending = new Set<string>();
  /** By the file of the body, then by the task. */
  readonly #uses = new Map<string, ReadonlyMap<string, BodyUse>>();

  constructor({
    files,
    linker,
    board,
  }: {
    readonly files: Files;
    readonly linker: Linker;
    readonly board: ProblemBoard;
  }) {
    this.#files = files;
    this.#linker = linker;
    this.#board = board;
  }

  use(task: LinkedTask): BodyUse | null {
    if (task.body === null) return null;
    return this.#uses.get(task.body.file)?.get(keyOf(task)) ?? null;
  }

  /** A text was replaced: what is known moves with it, and is read again later. */
  edited(file: string, before: SourceText | null, after: SourceText | null): void {
    const uses = this.#uses.get(file);
    if (after === null) {
      this.#uses.delete(file);
      this.#pending.delete(file);
      return;
    }
    this.#pending.add(file);
    if (uses === undefined) return;
    if (before?.isKept !== true) {
      this.#uses.delete(file);
      return;
    }
    const edit = editBetween(before.text, after.text);
    const moved = Array.from(uses, ([key, use]) => [key, shiftedUse(use, edit)] as const);
    this.#uses.set(file, new Map(moved.filter((entry): entry is [string, BodyUse] => entry[1] !== null)));
  }

  /** The links of a file are others: its tasks may have other bodies. */
  relinked(file: string): void {
    this.#pending.add(file);
    for (const { body } of this.#linker.links(file)?.tasks ?? []) if (body !== null) this.#pending.add(body.file);
  }

  /** Judges again what the tasks of a file read. */
  judge(file: string): ReadonlySet<string> {
    const tasks = (this.#linker.links(file)?.tasks ?? []).filter(({ isCalled }) => isCalled !== true);
    const problems = tasks.flatMap((task) => {
      const use = this.use(task);
      const source = task.body === null ? undefined : this.#files.get(task.body.file)?.source;
      const dag = task.dag === null ? undefined : this.#linker.dag(task.dag);
      return use === null || source === undefined || dag === undefined ? [] : readProblems(task, dag, use, source);
    });
    return this.#board.put(`reads ${file}`, problems);
  }

  /** Reads bodies for about a time; null when none are left. */
  work(budgetMs: number): BodiesRead | null {
    let left = budgetMs * CHARACTERS_A_MILLISECOND;
    const files = new Set<string>();
    const tasks: LinkedTask[] = [];
    let isDone = false;
    for (const file of this.#pending) {
      if (left <= 0) break;
      this.#pending.delete(file);
      const source = this.#files.get(file)?.source;
      const inside = this.#tasksWithin(file);
      if (source === undefined || inside.length === 0) {
        this.#uses.delete(file);
        continue;
      }
      isDone = true;
      const { text } = source;
      left -= text.length;
      tasks.push(...this.#read(file, text, inside));
      const judged = new Set([file, ...inside.map((task) => task.file)]);
      for (const one of judged) for (const touched of this.judge(one)) files.add(touched);
    }
    return isDone ? { files, tasks } : null;
  }

  /** The tasks that have their body in a file. */
  #tasksWithin(file: string): readonly LinkedTask[] {
    const owners = [file, ...this.#linker.dependents(file)];
    return owners.flatMap((owner) =>
      (this.#linker.links(owner)?.tasks ?? []).filter(({ body }) => body?.file === file),
    );
  }

  #read(file: string, text: string, inside: readonly LinkedTask[]): readonly LinkedTask[] {
    const starts = new Map<LinkedTask, readonly [start: number, end: number]>();
    for (const task of inside) {
      if (task.body !== null) starts.set(task, this.#files.span(file, task.body.whole.start.line));
    }
    const wanted = new Set(Array.from(starts.values(), ([start]) => start));
    const { functions } = readUses(this.#files.typescript, file, text, { functions: wanted, names: false });
    const before = this.#uses.get(file);
    const uses = new Map<string, BodyUse>();
    const changed: LinkedTask[] = [];
    for (const [task, [start, end]] of starts) {
      const use = functions.get(start);
      if (use === undefined) continue;
      uses.set(keyOf(task), { ...use, start, end, isStale: false });
      if (before?.get(keyOf(task))?.code !== use.code) changed.push(task);
    }
    this.#uses.set(file, uses);
    return changed;
  }
}

function keyOf({ file, id }: LinkedTask): string {
  return `${file}\0${id}`;
}
