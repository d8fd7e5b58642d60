import { drainOnce } from "./drainOnce.mjs";
import { loadJobs } from "./load.mjs";

const NEVER_MS = 600_000;

/**
 * What a job costs after somebody has kept a snapshot open for `holdMs`, while jobs were worked off all the time: no
 * version of a row that was replaced since can be cleaned away. And whether all is as before once it was let go.
 */
export async function heldSnapshot(bench) {
  const { limits, target, emit } = bench;
  const count = Math.ceil(limits.jobs / 4);
  // Not measured: whatever a process and a server do for the first time.
  await loadAndDrain(bench, count);
  const before = await loadAndDrain(bench, count);
  const holder = await target.pool.connect();
  let held;
  let worked = 0;
  try {
    await holder.query("begin isolation level repeatable read");
    // The first statement takes the snapshot.
    await holder.query("select count(*) from pg_class");
    const until = performance.now() + limits.holdMs;
    do {
      held = await loadAndDrain(bench, count);
      worked += count;
    } while (performance.now() < until);
    await holder.query("commit");
  } finally {
    holder.release();
  }
  await target.pool.query("vacuum");
  const after = await loadAndDrain(bench, count);
  emit("heldSnapshotJobs", worked);
  emit("heldSnapshotCpu", costOf(held) / costOf(before));
  emit("heldSnapshotDrain", held.perSecond / before.perSecond);
  emit("heldSnapshotAfter", after.perSecond / before.perSecond);
}

const costOf = ({ clientUs, serverUs }) => clientUs + serverUs;

async function loadAndDrain(bench, count) {
  const { engine, target } = bench;
  target.countFrom = undefined;
  const producer = await engine.openProducer(target);
  await loadJobs(producer, count, NEVER_MS);
  await producer.close();
  return await drainOnce(bench, { count, begun: (signals) => signals.jobs, maxMs: NEVER_MS });
}
