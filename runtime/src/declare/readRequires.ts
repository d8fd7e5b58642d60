import type { Requirement } from "../dag/model.ts";
import { dagOf } from "./dagOf.ts";
import { declarationError } from "./declarationError.ts";
import { describeValue } from "./describeValue.ts";
import { taskMarkOf } from "./taskMarkOf.ts";

/** Reads `requires`: names and references, mixed. Anything else is refused with what it is. */
export function readRequires(owner: string, requires: unknown): readonly Requirement[] {
  if (requires === undefined) return [];
  if (!Array.isArray(requires)) {
    const message = `${owner}: requires must be an array of tasks and names (got ${describeValue(requires)}).`;
    throw declarationError("task.invalid-option", message);
  }
  return Array.from(requires, (required: unknown, index) => readRequirement(owner, required, index));
}

function readRequirement(owner: string, required: unknown, index: number): Requirement {
  if (typeof required === "string") return { name: required };
  const mark = taskMarkOf(required);
  if (mark !== undefined) return { name: mark.name, dag: mark.dag };
  const message = `${owner}: requires[${index}] must be a task or a name (got ${describeValue(required)}).`;
  throw declarationError("task.invalid-option", message, remedyFor(required));
}

function remedyFor(required: unknown): string | undefined {
  if (required === undefined) {
    return "The module that declares it is not loaded yet: two modules import each other. Use its name instead.";
  }
  if (dagOf(required) !== undefined) return "Require its tasks instead of the whole DAG.";
  if (typeof required === "function") return "Require what dag.task() returned, not the function given to it.";
  return undefined;
}
