import { describeValue } from "orchex/dag";
import type { Value } from "../source/facts.ts";
import type { Env, Found } from "./found.ts";
import type { LinkedRequirement } from "./linked.ts";
import { plainValue, UNKNOWN } from "./options.ts";
import type { Resolver } from "./resolver.ts";
import { siteOf, type Site } from "./site.ts";
import { isDag, taskIdentity, writtenSite } from "./taskIdentity.ts";

/** What `requires` lists. */
export interface Requirements {
  readonly requirements: readonly LinkedRequirement[];
  /** The array, where it is written at the task itself. */
  readonly site: Site | null;
  /** Parts that are not known from the source. */
  readonly unresolved: readonly Site[];
  /** Entries that are neither a task nor a name, and what they are. */
  readonly wrong: readonly { readonly site: Site; readonly fault: string }[];
}

/** Reads the value of `requires`. `isOwn`: it is written at the task itself, so that an entry can be removed there. */
export function readRequirements(resolver: Resolver, value: Value, file: string, env: Env | null): Requirements {
  const requirements: LinkedRequirement[] = [];
  const unresolved: Site[] = [];
  const wrong: { site: Site; fault: string }[] = [];
  addArray(value, file, env, value.kind === "array", 0);
  return { requirements, site: value.kind === "array" ? siteOf(file, value.at) : null, unresolved, wrong };

  function addArray(given: Value, from: string, within: Env | null, isOwn: boolean, depth: number): void {
    const { head, file: home, env: inner } = resolver.resolve(given, from, within);
    if (head.kind === "constant" && head.text === "undefined") return;
    if (head.kind !== "array" || depth > 20) {
      // The place is where the task says so, not where the computation is.
      unresolved.push(siteOf(from, given.at));
      requirements.push(unknownAt(siteOf(from, given.at), null));
      return;
    }
    for (const item of head.items) {
      if (item.spread) addArray(item.value, home, inner, false, depth + 1);
      else addItem(item.value, { from: home, within: inner, removal: isOwn ? siteOf(home, item.removalAt) : null });
    }
  }

  function addItem(
    item: Value,
    { from, within, removal }: { readonly from: string; readonly within: Env | null; readonly removal: Site | null },
  ): void {
    const found = resolver.resolve(item, from, within);
    const written = siteOf(from, item.at);
    if (found.head.kind === "text") {
      const textSite = item.kind === "text" ? written : writtenSite(found);
      requirements.push({ name: found.head.text, dag: null, kind: "string", site: written, textSite, removal });
      return;
    }
    const task = found.head.kind === "task" ? taskIdentity(resolver, found) : null;
    if (task?.dag !== null && task?.dag !== undefined && task.name !== null) {
      requirements.push({
        name: task.name ?? "",
        dag: task.dag,
        kind: "reference",
        site: written,
        textSite: null,
        removal,
      });
      return;
    }
    const fault = task === null ? entryFault(resolver, found) : null;
    if (fault !== null) wrong.push({ site: written, fault });
    // A task whose own name is unknown is reported where it is declared.
    else if (task === null && !(item.kind === "unknown" && item.isHalfTyped === true)) unresolved.push(written);
    requirements.push({ ...unknownAt(written, removal), dag: task?.dag ?? null });
  }
}

/** Why a value can be no entry of `requires`, or null if it may be one as far as is known. */
function entryFault(resolver: Resolver, found: Found): string | null {
  const plain = plainValue(found);
  if (plain === UNKNOWN) return isDag(resolver, found) ? "is a DAG: require its tasks instead of the whole DAG" : null;
  const advice = typeof plain === "function" ? ": require what dag.task() returned, not the function given to it" : "";
  return `must be a task or a name (got ${describeValue(plain)})${advice}`;
}

function unknownAt(site: Site, removal: Site | null): LinkedRequirement {
  return { name: null, dag: null, kind: "unresolved", site, textSite: null, removal };
}
