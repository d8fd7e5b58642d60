/** What a node has besides its name: the status, a duration, the gaps. */
const BESIDES = 86;
const PER_CHARACTER = 7.1;

/** One width for all tasks of a graph, after their longest name but within reason: columns with one width are calm. */
export function nodeWidth(tasks: readonly string[]): number {
  const longest = Math.max(0, ...tasks.map((task) => task.length));
  return Math.round(Math.min(280, Math.max(148, BESIDES + longest * PER_CHARACTER)));
}
