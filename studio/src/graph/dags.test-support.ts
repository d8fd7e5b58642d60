import * as fc from "fast-check";
import type { DagGraph } from "../messages.ts";

/** A DAG of the host, tasks named by what they require: `{ b: ["a"], a: [] }`. */
export function dagOf(requires: Readonly<Record<string, readonly string[]>>, more: Partial<DagGraph> = {}): DagGraph {
  const tasks = Object.entries(requires).map(([name, required]) => ({ name, requires: required, location: null }));
  return { dag: "etl", version: "abc", tasks, problems: [], drift: [], ...more };
}

const NAMES = ["__proto__", "constructor", "a b", "é", '<"&>'];

/** Any graph without a cycle, in any order of declaration, with names that objects and markup treat specially. */
export const soundDags: fc.Arbitrary<DagGraph> = dags((task, required) => required < task);

/** Any graph, cycles included. */
export const tangledDags: fc.Arbitrary<DagGraph> = dags((task, required) => required !== task);

function dags(mayRequire: (task: number, required: number) => boolean): fc.Arbitrary<DagGraph> {
  const name = (index: number) => NAMES[index] ?? `task_${index}`;
  return fc.integer({ min: 0, max: 14 }).chain((size) => {
    const indexes = Array.from({ length: size }, (_, index) => index);
    const tasks = indexes.map((task) => {
      const choice = indexes.filter((required) => mayRequire(task, required));
      return fc
        .subarray(choice, { maxLength: Math.min(4, choice.length) })
        .map((required) => ({ name: name(task), requires: required.map(name), location: null }));
    });
    return fc
      .tuple(...tasks)
      .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }))
      .map((all) => ({ dag: "etl", version: null, tasks: all, problems: [], drift: [] }));
  });
}
