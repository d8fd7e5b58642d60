import { resolve } from "node:path";
import { OrchexError } from "../dag/error.ts";
import { nearest } from "../dag/nearest.ts";
import { quote } from "../dag/quote.ts";
import type { DagDefinition } from "../declare/definition.ts";
import { parseDagAddress } from "./address.ts";
import { dagExport, dagExports, type DagExport } from "./dagExport.ts";
import { importModule } from "./importModule.ts";
import { moduleFiles } from "./moduleFiles.ts";
import { shownPath } from "./shownPath.ts";

export interface LoadRequest {
  /** `path/to/module.ts:exportName`, or the name of a DAG that one of the `modules` exports. */
  readonly addresses: readonly string[];
  /** Paths and globs of further modules, as `modules` of the configuration says; they may add tasks to a DAG. */
  readonly modules?: readonly string[];
  /** What the paths of addresses are relative to. */
  readonly cwd: string;
  /** What `modules` are relative to: the folder of the configuration file. Default: `cwd`. */
  readonly modulesFrom?: string;
}

export interface LoadedDag extends DagExport {
  /** Absolute. */
  readonly file: string;
}

/**
 * Imports the modules of the addresses, then all `modules`, and answers with the addressed DAGs; without an address
 * with every DAG that the `modules` export. A thread imports a module once: changed source needs a fresh thread.
 *
 * Throws `module.*` for what cannot be loaded or leads to no DAG at all, `dag.unknown` and `dag.duplicate-name`.
 */
export async function loadDags(request: LoadRequest): Promise<{ readonly dags: readonly LoadedDag[] }> {
  const { cwd } = request;
  const addresses = request.addresses.map((address) => parseDagAddress(address));
  const addressed: LoadedDag[] = [];
  for (const address of addresses) {
    if (address.kind === "name") continue;
    const file = resolve(cwd, address.path);
    const exports = await importModule(file, cwd);
    addressed.push({ ...dagExport(exports, address.exportName, shownPath(file, cwd)), file });
  }
  const configured: LoadedDag[] = [];
  for (const file of await moduleFiles(request.modules ?? [], request.modulesFrom ?? cwd)) {
    configured.push(...dagExports(await importModule(file, cwd)).map((found) => ({ ...found, file })));
  }
  if (addresses.length === 0 && configured.length === 0) throw noDag(request);
  for (const address of addresses) {
    if (address.kind === "name") addressed.push(named(address.name, [...addressed, ...configured]));
  }
  return { dags: distinct(addresses.length === 0 ? configured : addressed, cwd) };
}

function noDag({ modules = [] }: LoadRequest): OrchexError {
  const message =
    modules.length === 0
      ? "No DAG is given, and no module is configured."
      : `No module that ${modules.map((one) => quote(one)).join(", ")} leads to exports a DAG.`;
  const remedy = "Give path/to/module.ts:exportName, or correct `modules` of orchex.config.";
  return new OrchexError("module.no-export", message, { remedy });
}

function named(name: string, dags: readonly LoadedDag[]): LoadedDag {
  const found = dags.find(({ dag }) => dag.name === name);
  if (found !== undefined) return found;
  const names = [...new Set(dags.map(({ dag }) => dag.name))];
  const meant = nearest(names)(name);
  const hint = meant === undefined ? "" : ` Did you mean ${quote(meant)}?`;
  const known = names.length === 0 ? "No module is configured." : `The loaded DAGs are ${names.map(quote).join(", ")}.`;
  throw new OrchexError("dag.unknown", `No loaded module exports a DAG named ${quote(name)}.${hint} ${known}`, {
    remedy: "Give its module, path/to/module.ts:exportName, or add that to `modules` of orchex.config.",
  });
}

/** Each DAG once; two of one name would be stored as one. */
function distinct(dags: readonly LoadedDag[], cwd: string): readonly LoadedDag[] {
  const unique = [
    ...new Map<DagDefinition, LoadedDag>(dags.toReversed().map((loaded) => [loaded.dag, loaded])).values(),
  ];
  const first = new Map<string, LoadedDag>();
  for (const loaded of unique.reverse()) {
    const { name } = loaded.dag;
    const earlier = first.get(name);
    if (earlier !== undefined) {
      const [one, other] = [earlier, loaded].map(({ file, exportName }) => `${shownPath(file, cwd)}:${exportName}`);
      const message = `Two DAGs are named ${quote(name)}: ${one} and ${other}.`;
      throw new OrchexError("dag.duplicate-name", message, { remedy: "Rename one of them." });
    }
    first.set(name, loaded);
  }
  return [...first.values()];
}
