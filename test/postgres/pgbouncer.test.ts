import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
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
});
