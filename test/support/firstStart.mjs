// What a deployment's every process does first, in a process of its own: it migrates, snapshots and activates. Waits
// before it until the test has opened the gate, so that many begin at once.
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { initDb } from "../../runtime/dist/api/initDb.js";
import { loadDags } from "../../runtime/dist/load/loadDags.js";
import { postgresLedger } from "../../runtime/dist/store/postgresLedger.js";

const { database, cwd, address, gate } = JSON.parse(process.env["TEST_START"] ?? "");

const { dags } = await loadDags({ cwd, addresses: [address] });
process.stdout.write("ready\n");
while (!existsSync(gate)) await delay(5);
const ledger = postgresLedger(database, 2);
try {
  process.stdout.write(`${JSON.stringify(await initDb(ledger, database.schema, dags[0]?.dag ?? null))}\n`);
} finally {
  await ledger.close();
}
