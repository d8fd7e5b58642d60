import { editBetween, type Edit, type TaskNode } from "orchex-analysis";
import type { Problem } from "orchex/dag";
import { movedProblem } from "./movedProblem.ts";
import { Text } from "./text.ts";

type Lists = ReadonlyMap<string, readonly Problem[]>;

/** The tasks that a file declares, as they stood before it was edited. */
export type TasksOf = (file: string) => readonly TaskNode[];

/**
 * What the type checker said last. It takes a while to say anything, so that what it said moves with the text meanwhile,
 * but for what it said of the tasks that are being edited.
 */
export class TypeProblems {
  readonly #tasksOf: TasksOf;
  /** Of documents, the text that the problems' places are of. */
  readonly #texts = new Map<string, string>();
  #lists: Lists = new Map();

  constructor(tasksOf: TasksOf) {
    this.#tasksOf = tasksOf;
  }

  of(file: string): readonly Problem[] {
    return this.#lists.get(file) ?? [];
  }

  /** The texts as they are now, to be handed to `replace` with what was found out about them. */
  texts(): ReadonlyMap<string, string> {
    return new Map(this.#texts);
  }

  /** A file has another text. Answers with the files whose problems are others, or stand elsewhere. */
  edited(file: string, text: string): ReadonlySet<string> {
    const before = this.#texts.get(file);
    this.#texts.set(file, text);
    if (before === undefined || before === text || this.#lists.size === 0) return new Set();
    const edit = editBetween(before, text);
    const texts = { file, before: new Text(before), after: new Text(text), edit };
    const touched = this.#tasksOf(file).filter((task) => isTouched(task, texts.before, edit));
    return this.#put(
      moved(this.#lists, (one) => (touched.some((task) => isAbout(one, task)) ? null : movedProblem(one, texts))),
    );
  }

  /** Takes what was found out about some texts, which may not be the last ones any more. */
  replace(problems: readonly Problem[], texts: ReadonlyMap<string, string>): ReadonlySet<string> {
    let lists = grouped(problems);
    for (const [file, now] of this.#texts) {
      const then = texts.get(file);
      if (then === undefined || then === now) continue;
      const edited = { file, before: new Text(then), after: new Text(now), edit: editBetween(then, now) };
      lists = moved(lists, (one) => movedProblem(one, edited));
    }
    return this.#put(lists);
  }

  #put(lists: Lists): ReadonlySet<string> {
    const before = this.#lists;
    this.#lists = lists;
    const files = new Set([...before.keys(), ...lists.keys()]);
    for (const file of files) {
      if (JSON.stringify(before.get(file)) === JSON.stringify(lists.get(file))) files.delete(file);
    }
    return files;
  }
}

function grouped(problems: readonly Problem[]): Lists {
  const lists = new Map<string, Problem[]>();
  for (const problem of problems) {
    const file = problem.location?.file ?? "";
    const list = lists.get(file);
    if (list === undefined) lists.set(file, [problem]);
    else list.push(problem);
  }
  return lists;
}

function moved(lists: Lists, move: (problem: Problem) => Problem | null): Lists {
  return new Map(
    Array.from(lists, ([file, list]) => [file, list.flatMap((problem) => move(problem) ?? [])] as const).filter(
      ([, list]) => list.length > 0,
    ),
  );
}

function isTouched({ location }: TaskNode, text: Text, { start, end }: Edit): boolean {
  return text.offsetAt(location.start) <= end && start <= text.offsetAt(location.end);
}

/** Whether a problem is on an edge of a task. */
function isAbout({ dag, task, related }: Problem, { dag: home, name }: TaskNode): boolean {
  return dag === home && name !== null && (task === name || related.some((place) => place.task === name));
}
