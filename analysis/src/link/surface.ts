import type { Facts, Value } from "../source/facts.ts";

/** A text of everything that other files may see of a file: equal ones need no look at the files that import it. */
export function surfaceOf(facts: Facts): string {
  const seen: unknown[] = [facts.exports, facts.stars];
  const names = new Set<string>();
  const open: unknown[] = [facts.exports];
  let hasParts = false;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== "object" || next === null) continue;
    const { kind, name, id } = next as { readonly kind?: Value["kind"]; readonly name?: string; readonly id?: string };
    if (kind === "local" && name !== undefined && !names.has(name)) {
      names.add(name);
      seen.push([name, facts.bindings[name]]);
      open.push(facts.bindings[name]);
    } else if (kind === "dag") {
      const dag = facts.dags.find((one) => one.id === id);
      seen.push([id, dag?.callee, dag?.args[0], dag?.isTopLevel]);
      open.push(dag?.callee, dag?.args[0]);
    } else if (kind === "task") {
      const task = facts.tasks.find((one) => one.id === id);
      seen.push([id, task?.callee, task?.args.filter((one) => one.kind !== "object"), fnOf(task?.fn ?? null)]);
      open.push(task?.callee, ...(task?.args ?? []).filter((one) => one.kind !== "object"));
    } else if (kind === "class" || kind === "function") hasParts = true;
    open.push(...(Object.values(next) as unknown[]));
  }
  // Methods and helpers are seen with all they say.
  if (hasParts) seen.push(facts);
  return JSON.stringify(seen, withoutPlaces);
}

/** The places of names are seen by nobody else; those of texts and arrays may be, as requirements. */
function withoutPlaces(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("kind" in value)) return value;
  const { kind } = value;
  const isName = kind === "local" || kind === "import" || kind === "dag" || kind === "task" || kind === "class";
  return isName ? { ...value, at: 0 } : value;
}

/** Of the function of a task, only its name is seen elsewhere. */
function fnOf(fn: Value | null): unknown {
  return fn?.kind === "function" ? fn.name : fn;
}
