import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

import { dagOf } from "../declare/dagOf.ts";
import type { DagDefinition } from "../declare/definition.ts";
import type { Registry } from "./assignment.ts";
import { Deps } from "./deps.ts";
import type { LoadedDag, LoadedTask } from "./loadedDag.ts";
import type { CodeSource } from "./options.ts";

export async function loadCode(
  source: CodeSource,
): Promise<{ dags: LoadedDag[]; registry: Registry; files: readonly string[] }> {
  const definitions: DagDefinition[] = [];
  for (const a of source.addresses) {
    const [file = "", name] = a.split(":");
    const m = (await import(pathToFileURL(resolve(source.cwd, file)).href)) as Record<string, unknown>;
    const d = dagOf(m[name ?? ""]);
    if (d) definitions.push(d);
  }
  const files = source.addresses.map((a) => resolve(source.cwd, a.split(":")[0] ?? ""));
  return {
    dags: definitions.map(loadedDag),
    registry: Object.fromEntries(definitions.map((dag) => [dag.name, [...dag.tasks.keys()]])),
    files,
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
