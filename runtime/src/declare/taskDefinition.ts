import type { SourceLocation } from "../dag/model.ts";
import { nameFault } from "../dag/nameFault.ts";
import { quote } from "../dag/quote.ts";
import type { DagHead } from "./dagHead.ts";
import { at, declarationError } from "./declarationError.ts";
import type { TaskDefinition } from "./definition.ts";
import { describeValue } from "./describeValue.ts";
import { readOptions } from "./readOptions.ts";

/** Reads the arguments of `dag.task`: a name, options, both or neither, and then the function. */
export function taskDefinition(
  dag: DagHead,
  given: readonly unknown[],
  location: SourceLocation | undefined,
): TaskDefinition {
  const fn = given.at(-1);
  const [first, second] = given.slice(0, -1);
  const where = `of DAG ${quote(dag.name)}`;
  if (typeof fn !== "function" || given.length > 3) {
    const message = `A task ${where} needs a function as its last argument (got ${describeValue(fn)})${at(location)}.`;
    throw declarationError("task.invalid-option", message, "Use dag.task(name?, options?, fn).");
  }
  const hasName = given.length === 3 || typeof first === "string";
  if (!hasName && fn.name === "") {
    const message = `A task ${where} has no name${at(location)}.`;
    throw declarationError("task.unnamed", message, "Give one, or pass a named function.");
  }
  const name = checkedName(hasName ? first : fn.name, where, location);
  const {
    requires,
    policy,
    backoff,
    onError = dag.onError,
  } = readOptions(`Task ${quote(name)} ${where}`, hasName ? second : first);
  return {
    name,
    declaration: { name, requires, policy, ...(location !== undefined && { location }) },
    run: fn as TaskDefinition["run"],
    ...(backoff !== undefined && { backoff }),
    ...(onError !== undefined && { onError }),
  };
}

/** A name that the ledger can keep; `where` and `location` are for the message. */
function checkedName(name: unknown, where: string, location: SourceLocation | undefined): string {
  if (typeof name !== "string") {
    const message = `The name of a task ${where} must be a text (got ${describeValue(name)})${at(location)}.`;
    throw declarationError("task.invalid-name", message);
  }
  const fault = nameFault(name);
  if (fault === null) return name;
  throw declarationError("task.invalid-name", `The task name ${quote(name)} ${where} ${fault}${at(location)}.`);
}
