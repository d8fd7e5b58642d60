import { Client } from "pg";
import { expect, inject, test } from "vitest";
import { fakeWorker } from "../support/fakeWorker.ts";
import { DIAMOND, shape } from "../support/shape.ts";
import { testLedger } from "../support/testLedger.ts";
import type { Query } from "../support/invariants.ts";
import { AUDIT } from "./audit.ts";
import { judge } from "./judge.ts";
import { RULES } from "./rules.ts";

const COPY = `insert into orchex.job_moves (run_id, task_no, worker_id, was, status, was_token, token, was_ready, was_unmet, unmet, attempts, failures, crashes)
  select m.run_id, m.task_no, m.worker_id, m.was, m.status, m.was_token, m.token, m.was_ready, m.was_unmet, m.unmet, m.attempts, m.failures, m.crashes
    from orchex.job_moves m where`;

/** By rule: what breaks it in the records of a diamond that has gone well. */
const TAMPERINGS: Readonly<Record<keyof typeof RULES, string>> = {
  "a job made a move that is not legal": "update orchex.job_moves m set status = 6 where m.was = 1",
  "a job was touched while it ran": "update orchex.job_moves m set was = 1 where m.status = 1",
  "a run made a move that is not legal": "update orchex.run_moves m set was = 2, status = 0",
  "a job was claimed that nobody might claim": "update orchex.job_moves m set was_ready = false where m.status = 1",
  "a claim drew no larger fence, or a fence changed without a claim":
    "update orchex.job_moves m set was_token = token where m.status = 1",
  "two claims have the same fence": "update orchex.job_moves m set token = 1 where m.status = 1",
  "an attempt was counted that was no claim, or a claim that was given up was not":
    "update orchex.job_moves m set attempts = 0 where m.status = 1",
  "a job succeeded more than once": `${COPY} m.was = 1`,
  "a move of a job was not recorded, or was undone": "delete from orchex.job_moves m where m.was = 1",
  "a success has no effect under its fence that had ended before": "update orchex.effects e set ended_at = null",
  "a result is not the holder's": `update orchex.jobs j set result = '{"fence": "0"}'`,
  "a body began that nobody had claimed": "update orchex.effects e set token = 1000 where e.task = 'fork'",
  "the body of one claim began twice":
    "insert into orchex.effects select * from orchex.effects e where e.task = 'join'",
  "a body began under a later fence while an earlier claim still held":
    "update orchex.effects e set token = 1000 where e.task = 'fork'",
  "a body went on after its worker had said that it was over":
    "update orchex.job_moves m set failures = 1, at = m.at - interval '1 hour' where m.was = 1",
  "a body began before what it requires had ended":
    "update orchex.effects e set began_at = e.began_at - interval '1 hour' where e.task = 'join'",
  "a body was not given what its requirements had given":
    "update orchex.effects e set inputs = '{}' where e.task = 'join'",
  "a result changed on its way": "update orchex.effects e set intact = false",
  "a result that a worker was told is stored is not": "update orchex.accepted a set token = 1000",
  "a run that was accepted is missing": "insert into orchex.started values (gen_random_uuid(), true)",
  "a run is there that nobody started": "delete from orchex.started",
  "a job was taken from a worker whose lease had not run out":
    "update orchex.job_moves m set crashes = 1 where m.was = 1",
  "a job failed more often than its policy allows, or died before": "update orchex.jobs j set failures = 7",
};

test("each rule finds what it is for, and nothing in what has gone well", async () => {
  const ledger = await testLedger();
  for (const statement of AUDIT) await ledger.query(statement);
  await ledger.query(
    `create table orchex.effects (effect_id bigint, token bigint, run_id uuid, dag text, task text, attempt int, process int,
       inputs jsonb, intact boolean, began_at timestamptz default clock_timestamp(), ended_at timestamptz)`,
  );
  await ledger.query("create table orchex.accepted (worker text, token bigint)");
  await ledger.query("create table orchex.started (run_id uuid, answered boolean)");
  await ledger.activateShape(shape("diamond", DIAMOND));
  const runId = await ledger.start("diamond");
  await ledger.query("insert into orchex.started values ($1, true)", [runId]);
  await diamondOf(await fakeWorker(ledger, ["diamond"]), ledger.query);

  const client = new Client({ connectionString: inject("postgresUrl") });
  await client.connect();
  const query: Query = async <Row>(text: string, values: unknown[] = []) =>
    (await client.query(text.replaceAll(/\borchex\./g, `"${ledger.schema}".`), values)).rows as Row[];
  const broken = async (tampering: string) => {
    await query("begin");
    await query("alter table orchex.jobs disable trigger user");
    if (tampering !== "") await query(tampering);
    const rules = (await judge(query)).map(({ rule }) => rule);
    await query("rollback");
    return rules;
  };
  try {
    expect(await broken("")).toEqual([]);
    for (const rule of Object.keys(RULES)) expect(await broken(TAMPERINGS[rule] ?? "")).toContain(rule);
  } finally {
    await client.end();
  }
});

/** Claims and completes one job after the other, as bodies that leave their effects would. */
async function diamondOf(worker: Awaited<ReturnType<typeof fakeWorker>>, query: Query): Promise<void> {
  const fences: Record<string, string> = {};
  for (;;) {
    const [job] = await worker.claim(1);
    if (job === undefined) return;
    const { runId, taskNo, token, attempts } = job;
    const task = Object.keys(DIAMOND).sort()[taskNo] ?? "";
    const given = DIAMOND[task as keyof typeof DIAMOND].map((parent) => [parent, fences[parent]]);
    await query("insert into orchex.effects values (1, $1, $2, 'diamond', $3, $4, 1, $5, true)", [
      token,
      runId,
      task,
      attempts,
      JSON.stringify(Object.fromEntries(given)),
    ]);
    await query("update orchex.effects set ended_at = clock_timestamp() where token = $1", [token]);
    await worker.complete([job], 0, { fence: token });
    await query("insert into orchex.accepted values ('fake', $1)", [token]);
    fences[task] = token;
  }
}
