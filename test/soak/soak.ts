import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { mutantOf } from "../mutants/mutants.ts";
import { rewriteOf } from "../mutants/plant.ts";
import { scratchFolder } from "../support/scratch.ts";
import { encountersOf } from "./encounters.ts";
import { Fleet } from "./fleet.ts";
import { judge, type Violation } from "./judge.ts";
import { machineOf, tameness, type SoakReport } from "./report.ts";
import { planOf } from "./plan.ts";
import { openStage, SCHEMA, type Stage } from "./stage.ts";
import { storm, type StormReport } from "./storm.ts";

export interface SoakOptions {
  /** How long things break. The calm in which everything has to come to its end comes after it. */
  readonly minutes: number;
  /** Fixes what is planned: what breaks when, and what is asked for; not how long it takes. */
  readonly seed: number;
  /** Told how it goes. */
  readonly say?: (line: string) => void;
  /** Plants one of the bugs of test/mutants, in the ledger's functions, in the workers, or in both. */
  readonly mutant?: string | undefined;
  /** Ends it before its time: it rejects, and leaves nothing running. */
  readonly signal?: AbortSignal | undefined;
  /** Keeps what the workers and the server wrote there. Absent: not kept. */
  readonly logFolder?: string | undefined;
}

const LEASE_MS = 2_000;
/** In the calm everything may stand still for so long: no body and no pause of a job takes longer. */
const STILL_MS = 90_000;
/** And if something always moves, it must have come to its end by then, also on a machine that is slow. */
const CALM_MS = 15 * 60_000;
const STOP_MS = 60_000;
const LOOK_MS = 200;

/** Lets workers work while everything breaks, then gives them peace, and looks whether the promise was kept. */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const { minutes, seed, say = () => {} } = options;
  const startedAt = new Date();
  const machine = machineOf();
  const plan = planOf(seed, minutes * 60_000, LEASE_MS);
  const { folder, remove } = scratchFolder("soak");
  const mutant = options.mutant === undefined ? undefined : mutantOf(options.mutant);
  const stage = await openStage({ rewrite: mutant?.sql === undefined ? undefined : rewriteOf(mutant) });
  try {
    const fleet = await Fleet.start(stage, plan.traits, {
      leaseMs: LEASE_MS,
      logFolder: folder,
      mutant: options.mutant,
    });
    let stopped = false;
    try {
      const told = await storm(stage, fleet, plan, options);
      say("calm");
      const calmAt = performance.now();
      // Workers that have loaded their code after the last activation may skip what no code knows.
      await fleet.renew();
      await drained(stage, options.signal);
      const calm = performance.now() - calmAt;
      stopped = true;
      const left = await fleet.stop(STOP_MS);
      await bringTogether(stage, told);
      const violations = [...(await judge(stage.query)), ...(await judgeOutside(stage, { folder, left, told }))];
      const encounters = { ...(await encountersOf(stage.query)), ...Object.fromEntries(fleet.counts) };
      const pooler = "reason" in stage.pooler ? stage.pooler.reason : null;
      const tame = tameness(told, encounters, { minutes, pooler });
      return {
        seed,
        minutes,
        startedAt: startedAt.toISOString(),
        machine,
        workers: plan.traits,
        pooler,
        calmSeconds: Math.round(calm / 1000),
        verdict: violations.length > 0 ? "broken" : tame.length > 0 ? "void" : "sound",
        violations,
        tame,
        faults: told.faults,
        actions: told.actions,
        encounters,
      };
    } finally {
      if (!stopped) await fleet.stop(0);
    }
  } finally {
    writeFileSync(join(folder, "server.log"), stage.cluster.log());
    await stage.close();
    if (options.logFolder !== undefined) cpSync(folder, options.logFolder, { recursive: true });
    remove();
  }
}

/** Until no run is open, or nothing moves any more; what is open then is found by the rules. */
async function drained({ query }: Stage, signal: AbortSignal | undefined): Promise<void> {
  const end = performance.now() + CALM_MS;
  let moved = { seq: "", at: performance.now() };
  for (;;) {
    const [row] = await query<{ open: number; seq: string }>(
      `select (select count(*)::int from orchex.runs r where r.finished_at is null) as open,
              (select coalesce(max(m.seq), 0)::text from orchex.job_moves m) as seq`,
    );
    const now = performance.now();
    if (row?.seq !== moved.seq) moved = { seq: row?.seq ?? "", at: now };
    if (row?.open === 0 || now > end || now > moved.at + STILL_MS) return;
    await delay(LOOK_MS, undefined, { signal });
  }
}

async function bringTogether(stage: Stage, { started }: StormReport): Promise<void> {
  await stage.effects.copyInto(stage.query);
  await stage.query("create table orchex.started (run_id uuid primary key, answered boolean not null)");
  await stage.query("insert into orchex.started select * from unnest($1::uuid[], $2::boolean[])", [
    [...started.keys()],
    [...started.values()],
  ]);
}

/** What no table tells. */
async function judgeOutside(
  stage: Stage,
  { folder, left, told }: { readonly folder: string; readonly left: number; readonly told: StormReport },
): Promise<Violation[]> {
  const rows = await stage.query<{ n: number }>(
    "select count(*)::int as n from pg_stat_activity a where a.application_name = $1 and $2::boolean",
    // A pooler's sessions outlive its clients.
    [SCHEMA, "reason" in stage.pooler],
  );
  const logs = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  const log = stage.cluster.log();
  const found: Readonly<Record<string, number>> = {
    "a worker did not end when it was asked to": left,
    "a connection was left behind": rows[0]?.n ?? 0,
    "a password is in a log": [...logs, log].filter((text) => text.includes(stage.password)).length,
    "a deadlock happened": log.split("deadlock detected").length - 1,
  };
  const violations = Object.entries(found).map(([rule, times]) => ({ rule, times, examples: [] as unknown[] }));
  const wrong = { rule: "a user got a wrong answer", times: told.wrongAnswers.length, examples: told.wrongAnswers };
  return [...violations, wrong].filter(({ times }) => times > 0);
}
