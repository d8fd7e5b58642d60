import { Client } from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import { fakeWorker } from "../support/fakeWorker.ts";
import { shape } from "../support/shape.ts";
import { testLedger, type TestLedger } from "../support/testLedger.ts";
import { until } from "../support/until.ts";

/** A session that notices a deadlock before anybody else does, and is told of it. */
async function session(ledger: TestLedger) {
  const client = new Client({ connectionString: inject("postgresUrl"), application_name: ledger.schema });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query("set deadlock_timeout = '20ms'");
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  const send = async (text: string, values: unknown[] = []) =>
    await client.query(text.replaceAll("orchex.", `"${ledger.schema}".`), values);
  return { pid: rows[0]?.pid ?? 0, send };
}

const CASES = {
  cancel: { statement: "select orchex.stop_run($1, null)", failed: false, end: { a: "succeeded", b: "cancelled" } },
  "retry of what has failed": {
    statement: "select orchex.requeue(3::smallint, null, null, null, null, $1)",
    failed: true,
    end: { a: "succeeded", b: "failed" },
  },
};

test.for(Object.entries(CASES))(
  "a %s that meets a claim on its way does not wait for it while jobs of the run begin and fail",
  async ([, { statement, failed, end }]) => {
    const ledger = await testLedger();
    await ledger.activateShape(shape("two", { a: [], b: [] }));
    const runId = await ledger.start("two");
    const worker = await fakeWorker(ledger, ["two"]);
    if (failed) for (const job of await worker.claim(2)) await worker.fail(job);

    const claiming = await session(ledger);
    await claiming.send("begin");
    const claim = await claiming.send(
      `select run_id as "runId", task_no as "taskNo", token, attempts from orchex.step($1, '{}', '{}', '{}', '{}', $2, 1, '{}', '{}')`,
      [worker.workerId, [...worker.dagIds.values()]],
    );
    const changing = await session(ledger);
    const change = changing.send(statement, [runId]).then(
      () => "done",
      (error: unknown) => error,
    );
    const met = await until("it is done, or waits", async () => {
      const [row] = await ledger.query<{ waits: boolean }>("select cardinality(pg_blocking_pids($1)) > 0 as waits", [
        changing.pid,
      ]);
      return (row?.waits ?? false) ? "waits" : await Promise.race([change, Promise.resolve(null)]);
    });
    // Were it waiting now, the other job would be free for everybody else.
    const failing = (await worker.claim(1)).map((job) => worker.fail(job, { delayMs: 60_000 }));
    await claiming.send("commit");
    expect(await change).toBe("done");
    await Promise.all(failing);
    expect(met).toBe("done");
    const [job] = claim.rows as Parameters<typeof worker.complete>[0];
    if (job !== undefined) await worker.complete([job]);
    expect(await ledger.statuses(runId)).toEqual(end);
    await ledger.expectSound("at work");
  },
);
