import type { DagKey, FileLinks, LinkedDag, LinkedTask } from "./linked.ts";

/** What one file adds to one DAG. */
export interface Part {
  dag?: LinkedDag;
  readonly tasks: LinkedTask[];
  readonly findings: unknown[];
}

/** What a file adds to each DAG. */
export function partsOf(links: FileLinks | undefined): ReadonlyMap<DagKey, Part> {
  const parts = new Map<DagKey, Part>();
  const of = (key: DagKey): Part => {
    const known = parts.get(key);
    if (known !== undefined) return known;
    const part: Part = { tasks: [], findings: [] };
    parts.set(key, part);
    return part;
  };
  for (const dag of links?.dags ?? []) of(dag.key).dag = dag;
  for (const task of links?.tasks ?? []) if (task.dag !== null) of(task.dag).tasks.push(task);
  for (const finding of links?.findings ?? []) if (finding.dag !== undefined) of(finding.dag).findings.push(finding);
  return parts;
}
