import { OrchexError } from "../dag/error.ts";
import { nearest } from "../dag/nearest.ts";
import { quote } from "../dag/quote.ts";
import { dagOf } from "../declare/dagOf.ts";
import type { DagDefinition } from "../declare/definition.ts";
import { describeValue } from "../declare/describeValue.ts";
import { taskMarkOf } from "../declare/taskMarkOf.ts";
import type { ModuleExports } from "./importModule.ts";

/** A DAG and the name of the export that it is. */
export interface DagExport {
  readonly exportName: string;
  readonly dag: DagDefinition;
}

/** The DAGs that a module exports, each once, under the first of its names. */
export function dagExports(exports: ModuleExports): readonly DagExport[] {
  const found = new Map<DagDefinition, DagExport>();
  for (const exportName of Object.keys(exports)) {
    const dag = dagOf(read(exports, exportName));
    if (dag !== undefined && !found.has(dag)) found.set(dag, { exportName, dag });
  }
  return [...found.values()];
}

/**
 * The DAG that a module, shown as `file`, exports under a name; without a name its only one. Throws `module.no-export`
 * or `module.not-a-dag`.
 */
export function dagExport(exports: ModuleExports, exportName: string | undefined, file: string): DagExport {
  if (exportName === undefined) return onlyDag(exports, file);
  if (!Object.hasOwn(exports, exportName)) {
    const meant = nearest(Object.keys(exports))(exportName);
    const hint = meant === undefined ? "" : ` Did you mean ${quote(meant)}?`;
    const message = `${file} has no export ${quote(exportName)}.${hint} ${listOf(exports)}`;
    throw new OrchexError("module.no-export", message, { remedy: remedyFor(exports, file) });
  }
  const value = read(exports, exportName);
  const dag = dagOf(value);
  if (dag !== undefined) return { exportName, dag };
  const message = `The export ${quote(exportName)} of ${file} is not a DAG but ${shown(value)}. ${listOf(exports)}`;
  throw new OrchexError("module.not-a-dag", message, { remedy: remedyFor(exports, file) });
}

/** An export of CommonJS may be a getter that throws. */
function read(exports: ModuleExports, exportName: string): unknown {
  try {
    return exports[exportName];
  } catch {
    return undefined;
  }
}

function onlyDag(exports: ModuleExports, file: string): DagExport {
  const dags = dagExports(exports);
  const [only] = dags;
  if (only !== undefined && dags.length === 1) return only;
  if (only === undefined) {
    const message = `${file} exports no DAG. ${listOf(exports)}`;
    throw new OrchexError("module.no-export", message, { remedy: remedyFor(exports, file) });
  }
  const message = `${file} exports ${dags.length} DAGs: ${dags.map(({ exportName }) => exportName).join(", ")}.`;
  throw new OrchexError("module.no-export", message, { remedy: `Say which one: ${file}:${only.exportName}` });
}

function remedyFor(exports: ModuleExports, file: string): string {
  const addresses = dagExports(exports).map(({ exportName }) => `${file}:${exportName}`);
  if (addresses.length > 0) return `Give ${addresses.join(" or ")}.`;
  return "Export a DAG: what new Dag(...) made, or a class decorated with @dag.";
}

function listOf(exports: ModuleExports): string {
  const names = Object.keys(exports);
  if (names.length === 0) return "It exports nothing.";
  const listed = names
    .slice(0, 20)
    .map((name) => (dagOf(read(exports, name)) === undefined ? name : `${name} (a DAG)`));
  return `It exports ${listed.join(", ")}${names.length > 20 ? ", ..." : ""}.`;
}

function shown(value: unknown): string {
  const mark = taskMarkOf(value);
  if (mark !== undefined) return `a task of DAG ${quote(mark.dag)}`;
  const what = describeValue(value);
  return what.startsWith("a class") ? `${what} without @dag` : what;
}
