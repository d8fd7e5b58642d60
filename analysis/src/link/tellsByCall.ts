import type { TaskFact, Value } from "../source/facts.ts";
import type { Resolver } from "./resolver.ts";

/** Whether a declaration says something that depends on what the function around it is called with. */
export function tellsByCall(resolver: Resolver, fact: TaskFact, file: string): boolean {
  const open: Value[] = [fact.callee, ...fact.args];
  const seen = new Set<string>();
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    switch (value.kind) {
      case "parameter":
      case "self":
        return true;
      case "local": {
        const bound = seen.has(value.name) ? undefined : resolver.binding(value.name, file);
        seen.add(value.name);
        if (bound !== undefined) open.push(bound);
        break;
      }
      case "property":
        open.push(value.of);
        break;
      case "joined":
        open.push(...value.parts);
        break;
      case "array":
        open.push(...value.items.map((item) => item.value));
        break;
      case "object":
        open.push(...value.properties.map((property) => property.value));
        break;
      case "call":
        open.push(value.of, ...value.args);
        break;
      case "text":
      case "number":
      case "constant":
      case "function":
      case "import":
      case "dag":
      case "task":
      case "class":
      case "unknown":
    }
  }
  return false;
}
