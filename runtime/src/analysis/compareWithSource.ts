import type { DagDeclaration } from "../dag/model.ts";
import { quote } from "../dag/quote.ts";
import type { CheckedDag } from "./sourceAnalysis.ts";

/**
 * Where a DAG as its module declared it differs from what its source says, one line each, naming the task. What the
 * source cannot tell is no difference: a task that only the module knows is one only if the source is known whole.
 */
export function compareWithSource(loaded: DagDeclaration, source: CheckedDag): readonly string[] {
  const tasks = new Map(loaded.tasks.map((task) => [task.name, task]));
  const known = new Set(source.tasks.map(({ name }) => name));
  const unknown = source.complete ? loaded.tasks.filter(({ name }) => name !== undefined && !known.has(name)) : [];
  return [
    ...source.tasks.flatMap((task) => {
      const declared = tasks.get(task.name);
      if (declared === undefined) {
        return `Task ${quote(task.name)} is declared in a module that the DAG's module does not import, so it is not in the snapshot. Import it, or add it to \`modules\` in orchex.config.`;
      }
      const [now, then] = [listed(declared.requires.map(({ name }) => name)), listed(task.requires)];
      if (now === then || !source.complete) return [];
      return `Task ${quote(task.name)} requires ${now} when its module is loaded; its source says ${then}.`;
    }),
    ...unknown.map(
      ({ name }) => `Task ${quote(name ?? "")} is declared when the module is loaded, but its source does not show it.`,
    ),
  ];
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "nothing" : [...new Set(names)].sort().map(quote).join(", ");
}
