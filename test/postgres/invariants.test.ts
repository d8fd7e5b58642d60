import { expect, test } from "vitest";
import { fakeWorker } from "../support/fakeWorker.ts";
import { brokenRules } from "../support/invariants.ts";
import { DIAMOND, shape } from "../support/shape.ts";
import { testLedger } from "../support/testLedger.ts";

/** What the rules must notice, as a change to a sound ledger: a run whose fork has succeeded, and one that is dead there. */
const DAMAGE: readonly (readonly [rule: string, sql: string])[] = [
  ["a run's count of open jobs is not what its jobs say", "update orchex.runs set open_jobs = open_jobs + 1"],
  ["a run's count of dead jobs is not what its jobs say", "update orchex.runs set dead_jobs = dead_jobs + 1"],
  ["a run lacks a job of its snapshot, or has another", "delete from orchex.jobs where status = 6"],
  ["a run's status is not what its jobs say", "update orchex.runs set status = 4 where status = 3"],
  [
    "a job's count of unmet requirements is not what its parents say",
    "update orchex.jobs set unmet = unmet + 1 where unmet = 2",
  ],
  [
    "what a dead job blocks is not the transitive closure below it",
    "update orchex.jobs set status = 0, error = null where status = 6",
  ],
  [
    "a job began before what it requires had finished",
    "update orchex.jobs set started_at = now() - interval '1 hour' where status = 0",
  ],
  ["a job waits for nothing and yet nobody may claim it", "update orchex.jobs set ready = false where ready"],
  ["an attempt is not accounted for", "update orchex.jobs set attempts = attempts + 1 where status = 2"],
  ["two jobs have the same fence", "update orchex.jobs set token = 7"],
  [
    "a job is being run by nobody, or by a worker that has long ended",
    "update orchex.jobs set status = 1, worker_id = 0, ready = false where ready",
  ],
  ["a run has not finished", "select 1"],
  ["a job has not finished", "select 1"],
];

test.each(DAMAGE)("the check of the ledger notices when %s", async (rule, sql) => {
  const ledger = await testLedger();
  await ledger.activateShape(shape("diamond", DIAMOND));
  await ledger.startMany("diamond", 2);
  const worker = await fakeWorker(ledger, ["diamond"]);
  const [one, other] = await worker.claim(2);
  if (one === undefined || other === undefined) throw new Error("There was nothing to claim");
  await worker.complete([one]);
  await worker.fail(other, { dead: true });
  await ledger.expectSound("at work");
  await ledger.query(sql);
  expect(Object.keys(await brokenRules(ledger.query, "drained"))).toContain(rule);
});
