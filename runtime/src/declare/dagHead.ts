import type { SourceLocation } from "../dag/model.ts";
import { nameFault } from "../dag/nameFault.ts";
import { quote } from "../dag/quote.ts";
import { declarationError } from "./declarationError.ts";
import type { DagDefinition } from "./definition.ts";
import { describeValue } from "./describeValue.ts";
import { asOptions, readHandler, readTimeout } from "./readOptions.ts";

/** A DAG without its tasks. */
export type DagHead = Omit<DagDefinition, "tasks">;

const SOUND_NAME = "Choose a short text that a terminal can print; the ledger keeps it for ever.";

/** Reads the name and the options of a DAG. */
export function dagHead(name: unknown, given: unknown, location: SourceLocation | undefined): DagHead {
  if (typeof name !== "string" || name === "") {
    throw declarationError("dag.invalid-name", "Dag name must be a non-empty string");
  }
  const fault = nameFault(name);
  if (fault !== null) throw declarationError("dag.invalid-name", `The Dag name ${quote(name)} ${fault}.`, SOUND_NAME);
  const owner = `DAG ${quote(name)}`;
  const options = asOptions(owner, given, ["timeout", "deps", "onError"]);
  const { deps, onError } = options;
  const timeoutMs = readTimeout(owner, options["timeout"]);
  if (deps !== undefined && typeof deps !== "function") {
    const message = `${owner}: deps must be a function that makes them (got ${describeValue(deps)}).`;
    throw declarationError("task.invalid-option", message);
  }
  return {
    name,
    ...(location !== undefined && { location }),
    ...(timeoutMs !== undefined && timeoutMs !== null && { timeoutMs }),
    ...(deps !== undefined && { deps: deps as () => unknown }),
    ...(onError !== undefined && { onError: readHandler(owner, onError) }),
  };
}
