import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { postgresLedger } from "../../runtime/dist/store/postgresLedger.js";
import { shape, versionOf } from "../support/shape.ts";
import { testLedger } from "../support/testLedger.ts";
import { until } from "../support/until.ts";

test("the same snapshot saved again, also by twenty at once, is one version", async () => {
  const ledger = await testLedger();
  const content = shape("single", { only: [], next: ["only"] });
  const version = versionOf(content);
  const answers = await Promise.all(Array.from({ length: 20 }, () => ledger.saveSnapshot(content, version)));
  expect(answers.filter(({ created }) => created)).toHaveLength(1);
  expect(await ledger.saveSnapshot(content, version)).toEqual({ created: false, active: false });
  expect(await ledger.listSnapshots("single")).toMatchObject([{ version, active: false, tasks: 2 }]);
  await ledger.activate("single", version);
  expect(await ledger.saveSnapshot(content, version)).toEqual({ created: false, active: true });
  expect(await ledger.activeSnapshot("single")).toEqual({ version, content });
});

test("a connection that ends in the middle of an activation fails it, and nothing else", async () => {
  const ledger = await testLedger();
  const version = await ledger.activateShape(shape("single", { only: [] }));
  const holder = new Client({ connectionString: ledger.options.url });
  await holder.connect();
  onTestFinished(() => holder.end());
  await holder.query(`begin; select from "${ledger.schema}".dags for update`);
  const activated = ledger.activate("single", version);
  const waiting = `select pid from pg_stat_activity where wait_event_type = 'Lock' and query like '%"${ledger.schema}".dags%'`;
  await until("the activation waits", async () => (await ledger.query(waiting)).length === 1);
  await ledger.query(`select pg_terminate_backend(pid) from (${waiting}) waiting`);
  await expect(activated).rejects.toMatchObject({ code: "database.unreachable" });
  await holder.query("rollback");
  expect(await ledger.activate("single", version)).toBe(version);
});

test("activating an older version is the rollback: later runs use it, earlier ones keep theirs", async () => {
  const ledger = await testLedger();
  const first = await ledger.activateShape(shape("single", { only: [] }));
  const second = await ledger.activateShape(shape("single", { only: [], added: ["only"] }));
  const before = await ledger.start("single");
  expect(await ledger.activate("single", first)).toBe(first);
  const after = await ledger.start("single");
  expect(await ledger.listSnapshots("single")).toMatchObject([
    { version: second, active: false },
    { version: first, active: true },
  ]);
  expect(await ledger.statuses(before)).toEqual({ only: "pending", added: "pending" });
  expect(await ledger.statuses(after)).toEqual({ only: "pending" });
  await ledger.expectSound("at work");
});

test("a version is named by any prefix of its own; one that several share or none has is an error", async () => {
  const ledger = await testLedger();
  const versions = [`abc${"1".repeat(61)}`, `abd${"2".repeat(61)}`];
  for (const version of versions) await ledger.saveSnapshot(shape("single", { only: [] }), version);
  expect(await ledger.activate("single", "abd")).toBe(versions[1]);
  expect(await ledger.activate("single", "ABC1")).toBe(versions[0]);
  await expect(ledger.activate("single", "ab")).rejects.toMatchObject({ code: "snapshot.ambiguous" });
  await expect(ledger.activate("single", "abe")).rejects.toMatchObject({ code: "snapshot.unknown" });
  await expect(ledger.activate("other", "abc")).rejects.toMatchObject({ code: "snapshot.unknown" });
  expect((await ledger.activeSnapshot("single"))?.version).toBe(versions[0]);
});

test("the first start raced by twenty connections migrates once, without an error", async () => {
  const ledger = await testLedger({ migrated: false });
  const racers = Array.from({ length: 20 }, () => postgresLedger(ledger.options, 1));
  const answers = await Promise.allSettled(racers.map((racer) => racer.migrate()));
  await Promise.all(racers.map((racer) => racer.close()));
  const counts = answers.map((answer) => (answer.status === "fulfilled" ? answer.value : String(answer.reason)));
  expect(counts.filter((count) => count === 0)).toHaveLength(19);
  const rows = await ledger.query<{ id: number }>("select id from orchex.migrations order by id");
  expect(counts).toContain(rows.length);
  await ledger.checkSchema();
});

test("a schema that is missing, older or newer is told from one another", async () => {
  const ledger = await testLedger({ migrated: false });
  await expect(ledger.checkSchema()).rejects.toMatchObject({ code: "database.schema-missing" });
  await ledger.migrate();
  await ledger.checkSchema();
  await ledger.query("insert into orchex.migrations (id, name) values (999, 'of the future')");
  await expect(ledger.checkSchema()).rejects.toMatchObject({ code: "database.schema-newer" });
  await expect(ledger.migrate()).rejects.toMatchObject({ code: "database.schema-newer" });
  await ledger.query("delete from orchex.migrations");
  await expect(ledger.checkSchema()).rejects.toMatchObject({ code: "database.schema-older" });
});
