import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { postgresWorkerStore } from "../../runtime/dist/store/postgresWorkerStore.js";
import { startCluster } from "../support/cluster.ts";
import { engineCore } from "../support/engineCore.ts";
import { findPgbouncer, startPgbouncer } from "../support/pgbouncer.ts";
import { testLedger } from "../support/testLedger.ts";

const found = findPgbouncer();
const reason = "reason" in found ? found.reason : undefined;
if (reason !== undefined) console.warn(`Skipped behind pgbouncer: ${reason}`);

describe.skipIf(reason !== undefined)("behind pgbouncer in transaction mode", () => {
  let pooler: Awaited<ReturnType<typeof startPgbouncer>>;
  beforeAll(async () => {
    pooler = await startPgbouncer("path" in found ? found.path : "", inject("postgresUrl"));
  });
  afterAll(() => pooler.stop());

  engineCore(() =>
    testLedger({ url: pooler.url, directUrl: inject("postgresUrl"), preparedStatements: false, pooled: true }),
  );

  test("prepared statements are an error whose remedy names the setting", async () => {
    const ledger = await testLedger({
      url: pooler.url,
      directUrl: inject("postgresUrl"),
      pooled: true,
      migrated: false,
    });
    await expect(ledger.migrate()).rejects.toMatchObject({
      code: "database.pooler",
      remedy: expect.stringContaining("PREPARED_STATEMENTS=off"),
    });
  });

  test("a pooler whose server is away is a database that cannot be reached, and no question of settings", async () => {
    const cluster = await startCluster();
    const other = await startPgbouncer("path" in found ? found.path : "", cluster.url);
    const applicationName = "away";
    const options = {
      url: other.url,
      schema: "away",
      statementTimeoutMs: 5_000,
      preparedStatements: false,
      applicationName,
    };
    const store = postgresWorkerStore(options, { most: 2 });
    try {
      await cluster.crash();
      const answers = new Set<unknown>();
      // First the connection breaks, then the pooler refuses by itself.
      for (let times = 0; times < 5; times += 1)
        answers.add(await store.clock().catch((error: unknown) => codeOf(error)));
      expect(answers).toEqual(new Set(["database.unreachable"]));
    } finally {
      await store.close();
      await other.stop();
      await cluster.remove();
    }
  });
});

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : error;
}
