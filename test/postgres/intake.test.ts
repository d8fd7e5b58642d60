import { expect, test } from "vitest";
import { testLedger } from "../support/testLedger.ts";
import { drain } from "../support/testWorker.ts";

test("when something goes wrong with a batch that was claimed, each job of it is run all the same, as its first attempt", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("flows.ts:etl");
  const runIds = await ledger.startMany("etl", 6, { uri: "x" });
  let started = 0;
  const worker = await drain(ledger, ["flows.ts:etl"], {
    concurrency: 6,
    onEvent: ({ kind }) => {
      // The first time after a load of inputs, the second with everything in memory.
      if (kind === "started" && [2, 10].includes((started += 1))) throw new Error("whoever shows progress is gone");
    },
  });
  expect(started).toBeGreaterThan(10);
  expect(worker.log).toContain("warn claimed jobs could not be begun; giving them back");
  for (const runId of runIds) {
    expect(await ledger.finished(runId)).toMatchObject({ status: "succeeded" });
    expect(await ledger.job(runId, "extract")).toMatchObject({ attempts: 1 });
  }
  await ledger.expectSound();
});
