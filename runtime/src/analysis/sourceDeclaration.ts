import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { DagDeclaration, SourceLocation } from "../dag/model.ts";
import { compareWithSource } from "./compareWithSource.ts";
import { loadAnalysis } from "./loadAnalysis.ts";
import type { CheckedDag, SourceAnalysis } from "./sourceAnalysis.ts";

export interface SourceDeclaration {
  /** As it was given, with the hashes of signatures and bodies where the source tells them. */
  readonly declaration: DagDeclaration;
  /** Where the loaded module and its source disagree, one line each. */
  readonly differences: readonly string[];
}

/**
 * Adds to a DAG that was loaded what only its source tells. Without the analysis, or where the DAG is not found in its
 * source, the declaration comes back as it is: hashes that are null are not judged.
 */
export async function sourceDeclaration(
  declaration: DagDeclaration,
  load: () => Promise<SourceAnalysis | null> = loadAnalysis,
): Promise<SourceDeclaration> {
  const unchanged = { declaration, differences: [] };
  if (declaration.location === undefined) return unchanged;
  const analysis = await load();
  if (analysis === null) return unchanged;
  const file = pathOf(declaration.location);
  const { dags } = await analysis.checkSources({ paths: [file], types: true });
  const found = dags.find(({ name, location }) => name === declaration.name && pathOf(location) === file);
  if (found === undefined) return unchanged;
  return { declaration: withHashes(declaration, found), differences: compareWithSource(declaration, found) };
}

function withHashes(declaration: DagDeclaration, found: CheckedDag): DagDeclaration {
  const checked = new Map(found.tasks.map((task) => [task.name, task]));
  const tasks = declaration.tasks.map((task) => {
    const { signature = null, code = null } = checked.get(task.name ?? "") ?? {};
    return { ...task, signature, code };
  });
  return { ...declaration, tasks };
}

function pathOf({ file }: SourceLocation): string {
  return resolve(file.startsWith("file:") ? fileURLToPath(file) : file);
}
