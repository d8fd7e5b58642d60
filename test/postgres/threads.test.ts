import { expect, onTestFinished, test } from "vitest";
import { scene } from "../support/scene.ts";
import { testLedger } from "../support/testLedger.ts";
import { startTestWorker } from "../support/testWorker.ts";
import { until } from "../support/until.ts";

test("a thread whose code does not load any more is ended before the next one tries", async () => {
  const ledger = await testLedger();
  const { folder, open, journal } = scene();
  process.env["ORCHEX_TEST_FOLDER"] = folder;
  onTestFinished(() => void delete process.env["ORCHEX_TEST_FOLDER"]);
  await ledger.activateFixture("unloadable.ts:unloadable");
  const worker = await startTestWorker(ledger, ["unloadable.ts:unloadable"]);
  open("broken");
  const runId = await ledger.start("unloadable");
  expect(await ledger.finished(runId)).toMatchObject({ status: "failed" });
  const loads = () => journal().filter((line) => line.startsWith("loaded"));
  await until("four threads have tried", () => loads().length >= 4);
  const lines = journal();
  const [first = "", second = ""] = loads();
  const alive = first.replace("loaded", "alive");
  expect(second).not.toBe(first);
  // The first may not be quite gone when the second begins; long before the fourth does, it is.
  expect(lines.slice(lines.indexOf(loads()[2] ?? ""))).not.toContain(alive);
  expect(worker.log).toContain("error a thread could not load the code");
});

test("bodies that are known to be brief share a thread, others are spread over all", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("spread.ts:spread");
  await startTestWorker(ledger, ["spread.ts:spread"]);
  const threadsOf = async (runId: string, kind: string) => {
    const numbers = [0, 1, 2, 3, 4, 5];
    return new Set(await Promise.all(numbers.map((n) => ledger.result(runId, `${kind}-${n}`)))).size;
  };
  await until("it has learned how brief they are", async () => {
    const runId = await ledger.start("spread");
    await ledger.finished(runId);
    return (await threadsOf(runId, "brief")) === 1;
  });
  const runId = await ledger.start("spread");
  await ledger.finished(runId);
  expect(await threadsOf(runId, "long")).toBe(2);
});
