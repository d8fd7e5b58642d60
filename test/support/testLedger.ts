import { randomBytes } from "node:crypto";
import { pathToFileURL } from "node:url";
import { Pool } from "pg";
import { expect, inject, onTestFinished } from "vitest";
import type { SnapshotContent } from "../../runtime/dist/dag/index.js";
import { RunIds } from "../../runtime/dist/api/runId.js";
import { storeSnapshot } from "../../runtime/dist/api/storeSnapshot.js";
import { dagOf } from "../../runtime/dist/declare/dagOf.js";
import type { DatabaseOptions } from "../../runtime/dist/store/connectionOptions.js";
import { postgresLedger } from "../../runtime/dist/store/postgresLedger.js";
import { postgresWorkerStore } from "../../runtime/dist/store/postgresWorkerStore.js";
import type { Ledger, RunReport, WorkerStore } from "../../runtime/dist/store/store.js";
import { brokenRules, type Query } from "./invariants.ts";
import { fixture } from "./fixture.ts";
import { versionOf } from "./shape.ts";
import { SOUNDNESS } from "./soundness.ts";
import { until } from "./until.ts";

export interface LedgerOptions {
  /** What the tested code connects to; absent: the server of the test run. */
  readonly url?: string;
  /** Where the test itself looks; absent: the same. */
  readonly directUrl?: string;
  readonly preparedStatements?: boolean;
  /** False: the test migrates by itself. */
  readonly migrated?: boolean;
  /** Sessions outlive their clients: behind a pooler. */
  readonly pooled?: boolean;
}

interface Enqueued {
  readonly inputs?: unknown;
  readonly runId?: string;
  readonly metadata?: unknown;
}

/** A ledger in a schema of its own, which goes with its test; a session or a lock that is left fails the test. */
export interface TestLedger extends Ledger {
  readonly schema: string;
  readonly options: DatabaseOptions;
  /** SQL with the schema written `orchex.`, on a connection of the test's own. */
  readonly query: Query;
  /** The one number that SQL answers. */
  number(text: string): Promise<number>;
  /** A worker's connections, closed at the end. */
  store(options?: { readonly clockOffset?: string; readonly preparedStatements?: boolean }): WorkerStore;
  activateShape(content: SnapshotContent): Promise<string>;
  /** Stores and activates what a module under test/fixtures/engine declares: `module.ts:export`. */
  activateFixture(address: string): Promise<string>;
  start(dag: string, run?: Enqueued): Promise<string>;
  startMany(dag: string, count: number, inputs?: unknown): Promise<string[]>;
  /** Task by task: its status. */
  statuses(runId: string): Promise<Record<string, string>>;
  result(runId: string, task: string): Promise<unknown>;
  job(runId: string, task: string): Promise<RunReport["jobs"][number]>;
  /** Every worker that is there loses its lease, and what it held is taken back. */
  loseLeases(): Promise<void>;
  finished(runId: string, deadlineMs?: number): Promise<RunReport>;
  expectSound(state?: "drained" | "at work"): Promise<void>;
}

const ids = new RunIds();

export async function testLedger(options: LedgerOptions = {}): Promise<TestLedger> {
  const url = options.url ?? inject("postgresUrl");
  const directUrl = options.directUrl ?? url;
  const schema = `test_${randomBytes(6).toString("hex")}`;
  const database: DatabaseOptions = {
    url,
    schema,
    statementTimeoutMs: 30_000,
    preparedStatements: options.preparedStatements ?? true,
    applicationName: schema,
  };
  const pool = new Pool({ connectionString: directUrl, max: 2, application_name: "test" });
  pool.on("error", () => {});
  const query = async <Row>(text: string, values: unknown[] = []) =>
    (await pool.query(text.replaceAll(/\borchex\./g, `"${schema}".`), values)).rows as Row[];
  const ledger = postgresLedger(database, 4);
  const stores: WorkerStore[] = [];

  onTestFinished(async () => {
    await ledger.close();
    await Promise.all(stores.map((store) => store.close()));
    try {
      if (options.pooled !== true) await until("every session has ended", async () => (await sessions()) === 0, 10_000);
      expect(await locks(), "locks left behind").toEqual([]);
    } finally {
      // What is left would hold up the drop. A pooler's own sessions are not this ledger's: the next client would get them.
      const end = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1";
      if (options.pooled !== true) await query(end, [schema]);
      await query(`drop schema if exists "${schema}" cascade`);
      await pool.end();
    }
  });
  if (options.migrated !== false) {
    await ledger.migrate();
    for (const constraint of SOUNDNESS) await query(constraint);
  }

  async function number(text: string, values: unknown[] = []): Promise<number> {
    const [row] = await query<Record<string, unknown>>(text, values);
    return Number(Object.values(row ?? {})[0]);
  }

  async function sessions(): Promise<number> {
    return await number("select count(*) from pg_stat_activity where application_name = $1", [schema]);
  }

  async function locks(): Promise<unknown[]> {
    return await query(
      `select c.relname, l.mode from pg_locks l join pg_class c on c.oid = l.relation
         join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and l.pid <> pg_backend_pid()`,
      [schema],
    );
  }

  async function enqueue(dag: string, runIds: readonly string[], run: Enqueued, ownId: boolean): Promise<void> {
    const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
    await ledger.enqueue(dag, {
      runIds,
      inputs: runIds.map(() => JSON.stringify(run.inputs ?? {})),
      metadata: runIds.map(() => json(run.metadata)),
      ownId,
    });
  }

  async function reported(runId: string): Promise<RunReport> {
    const report = await ledger.report(runId);
    if (report === null) throw new Error(`There is no run ${runId}`);
    return report;
  }

  async function job(runId: string, task: string): Promise<RunReport["jobs"][number]> {
    const found = (await reported(runId)).jobs.find((one) => one.task === task);
    if (found === undefined) throw new Error(`Run ${runId} has no task ${task}`);
    return found;
  }

  return {
    ...ledger,
    schema,
    options: database,
    query,
    number,
    store: ({ clockOffset, preparedStatements = database.preparedStatements } = {}) => {
      const moved = clockOffset === undefined ? url : withClock(directUrl, clockOffset);
      const store = postgresWorkerStore({ ...database, url: moved, preparedStatements }, { most: 5 });
      stores.push(store);
      return store;
    },
    activateShape: async (content) => {
      const version = versionOf(content);
      await ledger.saveSnapshot(content, version);
      return await ledger.activate(content.dag, version);
    },
    activateFixture: async (address) => {
      const [file = "", name = ""] = address.split(":");
      const module = (await import(pathToFileURL(fixture(file)).href)) as Readonly<Record<string, unknown>>;
      const dag = dagOf(module[name]);
      if (dag === undefined) throw new Error(`${address} is no DAG`);
      return (await storeSnapshot(ledger, dag, { activate: true })).version;
    },
    start: async (dag, run = {}) => {
      const runId = run.runId ?? ids.next();
      await enqueue(dag, [runId], run, run.runId !== undefined);
      return runId;
    },
    startMany: async (dag, count, inputs) => {
      const runIds = Array.from({ length: count }, () => ids.next());
      await enqueue(dag, runIds, { inputs }, false);
      return runIds;
    },
    statuses: async (runId) =>
      Object.fromEntries((await reported(runId)).jobs.map(({ task, status }) => [task, status])),
    result: async (runId, task) => JSON.parse((await job(runId, task)).result ?? "null") as unknown,
    job,
    loseLeases: async () => {
      // In one transaction: no beat comes between.
      await query(`update orchex.workers set lease_until = orchex.clock() - interval '1 second', graced = true where ended_at is null;
                   select orchex.recover(5, '3 minutes')`);
    },
    finished: (runId, deadlineMs) =>
      until(
        `run ${runId} has finished`,
        async () => {
          const report = await reported(runId);
          return report.finishedAt === null ? null : report;
        },
        deadlineMs,
      ),
    expectSound: async (state = "drained") => {
      expect(await brokenRules(query, state)).toEqual({});
    },
  };
}

/** The same database, with the ledger's clock moved. */
function withClock(url: string, offset: string): string {
  const moved = new URL(url);
  moved.searchParams.set("options", `-c orchex_clock.offset=${offset.replaceAll(" ", "\\ ")}`);
  return moved.href;
}
