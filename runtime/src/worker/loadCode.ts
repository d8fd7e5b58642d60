import { loadDags } from "../load/loadDags.ts";
import type { DagDefinition } from "../declare/definition.ts";
import type { Registry } from "./assignment.ts";
import { Deps } from "./deps.ts";
import type { LoadedDag, LoadedTask } from "./loadedDag.ts";
import type { CodeSource } from "./options.ts";

/** Imports the user's modules on this thread. Throws what `loadDags` throws. */
export async function loadCode(
  source: CodeSource,
): Promise<{ dags: readonly LoadedDag[]; registry: Registry; files: readonly string[] }> {
  const { dags } = await loadDags(source);
  return {
    dags: dags.map(({ dag }) => loadedDag(dag)),
    registry: Object.fromEntries(dags.map(({ dag }) => [dag.name, [...dag.tasks.keys()]])),
    files: dags.map(({ file }) => file),
  };
}

function loadedDag(dag: DagDefinition): LoadedDag {
  const deps = dag.deps === undefined ? undefined : new Deps(dag.deps);
  const tasks = new Map<string, LoadedTask>();
  for (const { name, run, backoff, onError } of dag.tasks.values()) {
    tasks.set(name, {
      run,
      deps,
      ...(backoff === undefined ? {} : { backoff }),
      ...(onError === undefined ? {} : { onError }),
    });
  }
  return { name: dag.name, tasks };
}
