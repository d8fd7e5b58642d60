import { expect, test } from "vitest";
import { testLedger } from "../support/testLedger.ts";
import { drain } from "../support/testWorker.ts";

interface Given {
  readonly idempotencyKey: string;
  readonly fence: string;
}

test("each attempt is given the same idempotency key, which no other run has, and a larger fence than any before it", async () => {
  const ledger = await testLedger();
  await ledger.activateFixture("effects.ts:effects");
  const runIds = await ledger.startMany("effects", 2);
  await drain(ledger, ["effects.ts:effects"]);
  const keys = new Set<string>();
  for (const runId of runIds) {
    const failed = await ledger.query<{ given: string }>(
      "select substring(error from '{.*?}') as given from orchex.attempts where run_id = $1 order by attempt",
      [runId],
    );
    const attempts = failed.map(({ given }) => JSON.parse(given) as Given);
    attempts.push((await ledger.result(runId, "charge")) as Given);
    expect(attempts).toHaveLength(3);
    expect(new Set(attempts.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    const fences = attempts.map(({ fence }) => Number(fence));
    expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b));
    keys.add(attempts[0]?.idempotencyKey ?? "");
  }
  expect(keys.size).toBe(2);
});
