import { OrchexError } from "../dag/error.ts";
import type { Logger, TaskContext } from "./context.ts";

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * A context for calling a task without an engine: whatever is not given is a plain default, and the log is silent.
 * With `needsDeps`, reading `deps` that nobody gave says so instead of handing out undefined.
 */
export function bareContext<Deps>(given: Partial<TaskContext<Deps>>, needsDeps = false): TaskContext<Deps> {
  const runId = given.runId ?? "00000000-0000-7000-8000-000000000000";
  const task = given.task ?? "task";
  const context = {
    runId,
    dag: "dag",
    task,
    attempt: 1,
    maxAttempts: 10,
    signal: new AbortController().signal,
    idempotencyKey: `${runId}/${task}`,
    fence: "1",
    runInputs: {},
    metadata: {},
    deps: undefined as Deps,
    logger: silent,
    ...given,
  };
  if (needsDeps && !("deps" in given)) {
    const message = `Task '${context.dag}/${task}' reads context.deps, which a direct call does not make.`;
    const get = () => {
      throw new OrchexError("task.no-deps", message, { remedy: "Pass { deps } as the second argument." });
    };
    Object.defineProperty(context, "deps", { get, enumerable: true });
  }
  return context;
}
