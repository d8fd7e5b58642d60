import { getEnvironmentData } from "node:worker_threads";

import { Dag } from "orchex";

import { flows, lastTask } from "../flows.mjs";
import { Signals } from "../../signals.mjs";

/** Under this name the measurement hands its memory to the worker's threads before it starts the worker. */
export const SIGNALS = "orchex-bench.signals";

// Undefined where the module is loaded only for its graph: to snapshot it and to enqueue.
const memory = getEnvironmentData(SIGNALS);
const signals = memory === undefined ? undefined : new Signals(memory);

const OK = { ok: true };

export const noop = new Dag("noop");
noop.task("job", (inputs) => {
  signals.begun(inputs);
  return OK;
});

export const chain = flowDag("chain");
export const diamond = flowDag("diamond");

function flowDag(kind) {
  const dag = new Dag(kind);
  const tasks = [];
  for (const [n, required] of flows[kind].entries()) {
    const requires = required.map((task) => tasks[task]);
    tasks.push(
      dag.task(`task${n}`, { requires }, (inputs, { runInputs }) => {
        if (n === 0) signals.begun({ t: "0" });
        if (n === lastTask(kind)) signals.flowEnding(runInputs);
        return OK;
      }),
    );
  }
  return dag;
}
