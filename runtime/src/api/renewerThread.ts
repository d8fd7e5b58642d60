import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";

import type { DatabaseOptions } from "../store/connectionOptions.ts";
import { postgresWorkerStore } from "../store/postgresWorkerStore.ts";
import type { RenewerData } from "../worker/renewer.ts";
import { monotonicMs } from "../worker/slots.ts";

const { data, leaseMs, patienceMs, memory } = workerData as RenewerData;
const store = postgresWorkerStore(data as DatabaseOptions, { most: 2 });
const ids = new Int32Array(memory.ids);
const deadline = new Float64Array(memory.deadline);

/**
 * A body that blocks the main thread past its timeout can only be ended with its process: the lease then runs out, and
 * the crash is counted as one of the job's.
 */
function endBlockedProcess(): void {
  const due = deadline[0] ?? 0;
  if (due === 0 || monotonicMs() < due + patienceMs) return;
  // Not process.stderr: that one writes through the main thread.
  writeSync(2, "orchex: a task blocks the main thread past its timeout (--inline); ending the process\n");
  process.kill(process.pid, "SIGKILL");
}

setInterval(() => {
  endBlockedProcess();
}, 500);

setInterval(() => {
  const known = ids.filter((id) => id !== 0);
  if (known.length > 0) store.renew([...known], leaseMs).catch(() => {});
}, leaseMs / 3);
