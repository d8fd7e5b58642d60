import { join } from "node:path";
import { checkSources, type CheckedDag, type CheckedSources } from "orchex-analysis";
import { OrchexError } from "orchex/dag";
import { afterAll, expect, test } from "vitest";
import { declarationOf } from "../../runtime/dist/declare/definition.js";
import { loadDags, type LoadedDag } from "../../runtime/dist/load/loadDags.js";
import { declaringPrograms, writePrograms } from "../support/parity.ts";
import { scratchFolder } from "../support/scratch.ts";

/**
 * Ways of declaring DAGs, each loaded by the runtime and read by the analysis: what the source shows is what is loaded,
 * or it says that it cannot tell.
 */
const programs = declaringPrograms(new URL("../fixtures/parity/forms.txt", import.meta.url));
const { folder: root, remove } = scratchFolder("parity");
const folders = writePrograms(root, programs);
afterAll(remove);

test.each(programs.map((program, index) => ({ ...program, folder: folders[index] ?? "" })))(
  "what the source shows of $title is what is loaded",
  async ({ folder, files, isOpen }) => {
    const source = await checkSources({ paths: [folder], types: false });
    const unresolved = source.problems.filter(({ code }) => code === "task.unresolved");
    expect(unresolved.length > 0).toBe(isOpen);
    const loaded = await load(folder, [...files.keys()]);
    const differences =
      typeof loaded === "string" ? lacks(source, loaded) : loaded.flatMap((one) => compare(source, one));
    expect(differences).toEqual([]);
  },
);

/** The DAGs that the modules export, or the code of what is wrong with them. */
async function load(folder: string, files: readonly string[]): Promise<readonly LoadedDag[] | string> {
  try {
    const modules = files.map((file) => join(folder, file));
    return (await loadDags({ addresses: [], modules, cwd: folder })).dags;
  } catch (error) {
    if (error instanceof OrchexError && error.code.startsWith("task.")) return error.code;
    throw error;
  }
}

function lacks({ problems }: CheckedSources, wanted: string): readonly string[] {
  return problems.some(({ code }) => code === wanted) ? [] : [`the source does not show ${wanted}`];
}

/** What differs without having been called unresolved. */
function compare(source: CheckedSources, { dag }: LoadedDag): readonly string[] {
  const shown = source.dags.find(({ name }) => name === dag.name);
  const unresolved = source.problems.filter(({ code }) => code === "task.unresolved");
  if (shown === undefined) return unresolved.length > 0 ? [] : [`no DAG ${dag.name}`];
  const [now, then] = [edgesOf(dag), shownEdges(shown)];
  const isOpen = (task: string) => unresolved.some((problem) => problem.task === task);
  return [
    ...[...now.keys()].filter((task) => !then.has(task) && unresolved.length === 0).map((task) => `no task ${task}`),
    ...[...then.keys()].filter((task) => !now.has(task) && !isOpen(task)).map((task) => `a task ${task}`),
    ...[...now].flatMap(([task, requires]) => {
      const read = then.get(task);
      return read === undefined || read === requires || isOpen(task)
        ? []
        : [`${task} requires ${read}, not ${requires}`];
    }),
  ];
}

function edgesOf(dag: LoadedDag["dag"]): ReadonlyMap<string, string> {
  const { tasks } = declarationOf(dag);
  return new Map(tasks.map(({ name, requires }) => [name ?? "", listed(requires.map((required) => required.name))]));
}

function shownEdges({ tasks }: CheckedDag): ReadonlyMap<string, string> {
  return new Map(tasks.map(({ name, requires }) => [name, listed(requires)]));
}

function listed(names: readonly string[]): string {
  return [...new Set(names)].sort().join(" ");
}
