import { Random } from "../simulation/random.ts";
import { frozenLedger, type FrozenLedger } from "../support/frozenLedger.ts";
import { brokenRulesSql } from "../support/invariants.ts";
import { BOUNDARY, withBoundaries } from "./boundaries.ts";
import type { Scenario } from "./scenarios.ts";
import { Scheduler, type Choice, type Choose } from "./schedule.ts";
import { SteppedDatabase } from "./session.ts";
import { Stage } from "./stage.ts";

export interface ExploreOptions {
  /** How often a schedule may interrupt a session that could go on. */
  readonly interruptions: number;
  /** Stops after so many schedules. Absent: when there are no more. */
  readonly most?: number | undefined;
  /** Instead of every schedule this many, drawn from the seed, which may interrupt anywhere. */
  readonly samples?: { readonly count: number; readonly seed: number } | undefined;
  /** See `frozenLedger`. */
  readonly rewrite?: (sql: string) => string;
}

export interface Exploration {
  readonly schedules: number;
  /** There are no others that were asked for. */
  readonly all: boolean;
  /** How many of them made a session wait for another's lock. */
  readonly waits: number;
  /** How many whole transactions can come to, in any order. */
  readonly outcomes: number;
  /** Null: every schedule came to an outcome that it may come to. */
  readonly failure: string | null;
}

const TABLES = ["runs", "payloads", "jobs", "attempts", "workers", "upkeep"];

/** What is to be the same whatever the schedule: tokens and the ids behind them are not. */
const OUTCOME = `
  select json_build_object(
    'runs', (select json_agg(x order by x.run_id) from (
      select r.run_id, r.status, r.open_jobs, r.dead_jobs, r.finished_at, r.cancel_requested_at, r.error from orchex.runs r) x),
    'jobs', (select json_agg(x order by x.run_id, x.task_no) from (
      select j.run_id, j.task_no, j.status, j.attempts, j.failures, j.crashes, j.unmet, j.ready, j.worker_id, j.result,
             j.next_attempt_at, case when j.status = 6 then 'blocked' else j.error end as error from orchex.jobs j) x),
    'attempts', (select json_agg(x order by x.run_id, x.task_no, x.attempt) from (
      select a.run_id, a.task_no, a.attempt, a.outcome, a.worker, a.error from orchex.attempts a) x),
    'workers', (select json_agg(x order by x.worker_id) from (
      select w.worker_id, w.state, w.lease_until, w.ended_at from orchex.workers w) x))::text as outcome`;

/**
 * Runs a scenario in every order of its steps, or in some, and holds each outcome against those of whole transactions in
 * any order.
 */
export async function explore(url: string, scenario: Scenario, options: ExploreOptions): Promise<Exploration> {
  const { interruptions, samples, most = Infinity, rewrite = (sql: string) => sql } = options;
  const { prepare } = scenario;
  const ledger = await frozenLedger(url, {
    migrated: prepare !== undefined,
    rewrite: (sql) => withBoundaries(rewrite(sql)),
  });
  const scheduler = new Scheduler(url);
  try {
    const stage = new Stage(ledger);
    const ground = prepare === undefined ? bareGround(ledger) : await preparedGround(ledger, stage, prepare);
    const sessions = await scheduler.open(scenario.sessions.length);
    const scripts = sessions.map((session, index) => {
      const database = new SteppedDatabase(ledger.database.options, session, rewrite);
      return async () => await scenario.sessions[index]?.(database, stage);
    });
    const end = async (choose: Choose, whole: boolean) => {
      await ground.restore();
      const trace = await scheduler.run(scripts, choose, whole);
      const answers = JSON.stringify(sessions.map(({ answer }) => answer));
      const { outcome, broken } = await ground.look();
      return {
        trace,
        outcome: `${answers} ${outcome}`,
        broken: answers.includes("deadlock") ? ["a deadlock"] : broken,
      };
    };

    const serial = new Set<string>();
    for await (const { outcome } of every((choose) => end(choose, true), Infinity)) serial.add(outcome);
    const counts = { schedules: 0, all: samples === undefined, waits: 0, outcomes: serial.size };
    const run = (choose: Choose) => end(choose, false);
    for await (const { trace, outcome, broken } of samples === undefined
      ? every(run, interruptions)
      : some(run, samples)) {
      if (counts.schedules === most) return { ...counts, all: false, failure: null };
      counts.schedules += 1;
      if (trace.some(({ able }, at) => able.length < alive(trace.slice(at)))) counts.waits += 1;
      const strange = scenario.notSerial === undefined && !serial.has(outcome);
      if (broken.length === 0 && !strange) continue;
      const why = broken.length > 0 ? `breaks: ${broken.join("; ")}` : `is none of\n${[...serial].join("\n")}`;
      const order = trace.map(({ chosen }) => chosen).join("");
      return { ...counts, failure: `The outcome of ${order}\n${outcome}\n${why}` };
    }
    return { ...counts, failure: null };
  } finally {
    await scheduler.close();
    await ledger.drop();
  }
}

/** Where a scenario plays, again and again. */
interface Ground {
  restore(): Promise<void>;
  /** What has come of it, and which rules it breaks, after one more look at what is due. */
  look(): Promise<{ readonly outcome: string; readonly broken: readonly string[] }>;
}

async function preparedGround(
  ledger: FrozenLedger,
  stage: Stage,
  prepare: (stage: Stage) => Promise<void>,
): Promise<Ground> {
  await ledger.query(BOUNDARY);
  await prepare(stage);
  await keep(ledger);
  return {
    restore: async () => {
      await ledger.query("select orchex.restore()");
    },
    look: async () => {
      await stage.tend(ledger.database);
      const [row] = await ledger.query<{ outcome: string }>(OUTCOME);
      const broken = await ledger.query<{ rule: string }>(brokenRulesSql("at work"));
      return { outcome: row?.outcome ?? "", broken: broken.map(({ rule }) => rule) };
    },
  };
}

function bareGround(ledger: FrozenLedger): Ground {
  return {
    restore: async () => {
      await ledger.query(`drop schema if exists "${ledger.schema}" cascade`);
    },
    look: async () => {
      const [row] = await ledger.query<{ n: number }>("select count(*)::int as n from orchex.migrations");
      const [other] = await ledger.query<{ n: number }>("select count(*)::int as n from orchex.runs");
      return { outcome: `${row?.n} ${other?.n}`, broken: [] };
    },
  };
}

/** How many sessions have something left to do. */
function alive(rest: readonly Choice[]): number {
  return new Set(rest.map(({ chosen }) => chosen)).size;
}

/** Every order, depth first, that interrupts no more often than it may. */
async function* every<Result extends { readonly trace: readonly Choice[] }>(
  run: (choose: Choose) => Promise<Result>,
  interruptions: number,
): AsyncGenerator<Result> {
  let prefix: readonly number[] | undefined = [];
  while (prefix !== undefined) {
    const begun: readonly number[] = prefix;
    const result: Result = await run((_able, usual, at) => begun[at] ?? usual);
    yield result;
    prefix = nextPrefix(result.trace, interruptions);
  }
}

/** Each schedule interrupts as often as it likes to: what goes wrong at many interruptions is not what does at few. */
async function* some<Result>(
  run: (choose: Choose) => Promise<Result>,
  { count, seed }: { readonly count: number; readonly seed: number },
): AsyncGenerator<Result> {
  const random = new Random(seed);
  for (let n = 0; n < count; n += 1) {
    const unrest = random.next();
    yield await run((able, usual, at) => (at === 0 || random.chance(unrest) ? random.of(able) : usual));
  }
}

function nextPrefix(trace: readonly Choice[], interruptions: number): readonly number[] | undefined {
  for (let at = trace.length - 1; at >= 0; at -= 1) {
    const choice = trace[at];
    if (choice === undefined) continue;
    const last = trace[at - 1]?.chosen;
    const usual = last !== undefined && choice.able.includes(last) ? last : choice.able[0];
    const order = [usual, ...choice.able.filter((number) => number !== usual)];
    const next = order[order.indexOf(choice.chosen) + 1];
    const spent = trace.slice(0, at).filter(({ interrupted }) => interrupted).length;
    if (next === undefined || spent + (usual === last ? 1 : 0) > interruptions) continue;
    return [...trace.slice(0, at).map(({ chosen }) => chosen), next];
  }
  return undefined;
}

/** Remembers the ledger as it is; `orchex.restore()` brings it back. */
async function keep(ledger: FrozenLedger): Promise<void> {
  for (const table of TABLES) await ledger.query(`create table orchex.kept_${table} as table orchex.${table}`);
  const [row] = await ledger.query<{ token: string }>("select last_value as token from orchex.tokens");
  const back = TABLES.map(
    (table) =>
      `delete from orchex.${table}; insert into orchex.${table} overriding system value table orchex.kept_${table};`,
  );
  await ledger.query(
    `create function orchex.restore() returns void language plpgsql as $$ begin
       ${back.join("\n")} perform setval('orchex.tokens', ${row?.token}); end $$`,
  );
}
