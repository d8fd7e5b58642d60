import { quote } from "orchex/dag";
import type { DagFact } from "../source/facts.ts";
import type { Found } from "./found.ts";
import { judgeDagOptions } from "./judgeOptions.ts";
import { dagKey, type LinkedDag } from "./linked.ts";
import type { Resolver } from "./resolver.ts";
import { siteOf, type Site } from "./site.ts";

/** One argument of `Dag`, where it is written. */
interface Given {
  readonly found: Found;
  readonly site: Site;
}

/** Follows what `new Dag(...)` says, or that of a class which extends it. */
export function linkDagObject(resolver: Resolver, fact: DagFact, file: string, exportName: string | null): LinkedDag {
  const given = argumentsOf(resolver, fact, file);
  const [named, options] = given ?? [];
  const name = named?.found.head.kind === "text" ? named.found.head.text : null;
  const shownName = name ?? exportName ?? fact.id.slice("dag:".length);
  const judged = options === undefined ? null : judgeDagOptions(resolver, options.found, `DAG ${quote(shownName)}`);
  const nameSite = named?.site ?? siteOf(file, fact.wordAt);
  const computed = "The name of this DAG is computed while the module runs: it is checked when the module is loaded.";
  const isComputed = name === null && (named !== undefined || given === null);
  return {
    key: dagKey(file, fact.id),
    file,
    style: "object",
    name,
    shownName,
    timeoutMs: judged?.policy.timeoutMs ?? null,
    at: fact.at,
    nameSite,
    exportName,
    isTopLevel: fact.isTopLevel,
    findings: [
      ...(isComputed ? [{ code: "task.unresolved" as const, text: computed, site: nameSite }] : []),
      ...(judged?.findings ?? []),
    ],
  };
}

/** What `Dag` itself is handed, through the constructors of classes between; null where these do not tell. */
function argumentsOf(resolver: Resolver, fact: DagFact, file: string): readonly Given[] | null {
  const found: Found = { head: { kind: "dag", id: fact.id, at: fact.at }, file, env: null };
  let given: readonly Given[] | null = fact.args.map((value) => ({
    found: resolver.resolve(value, file),
    site: siteOf(file, value.at),
  }));
  const seen = new Set<unknown>();
  for (
    let made = resolver.instances.of(found);
    made !== null && !seen.has(made.fact);
    made = resolver.instances.baseOf(made.file, made.fact, made.env)
  ) {
    const { fact: one, file: home, env } = made;
    seen.add(one);
    if (one.superArgs === null) continue;
    given = one.superArgs.map((value) => ({ found: resolver.resolve(value, home, env), site: siteOf(home, value.at) }));
    if (given.length === 0) return null;
  }
  return given;
}
