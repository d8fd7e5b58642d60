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
