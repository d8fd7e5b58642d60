import type { Statement } from "../../runtime/dist/store/database.js";
import { FROZEN_AT } from "../support/frozenLedger.ts";
import type { Model } from "./model.ts";
import type { Attempt } from "./records.ts";

/** Everything that the model knows about a ledger, in one form for both; times are the model's. */
export interface LedgerState {
  readonly runs: readonly RunState[];
  readonly jobs: readonly JobState[];
  readonly attempts: readonly Attempt[];
  readonly workers: readonly WorkerState[];
}

interface RunState {
  readonly id: string;
  readonly version: string;
  readonly status: string;
  readonly open: number;
  readonly dead: number;
  readonly inputs: string;
  readonly metadata: string | null;
  readonly cancelledAt: number | null;
  /** Of unfinished runs only: that of a finished one means nothing. */
  readonly timeoutAt: number | null;
  readonly finishedAt: number | null;
  readonly error: string | null;
}

interface JobState {
  readonly run: string;
  readonly no: number;
  readonly status: string;
  readonly token: number;
  readonly worker: number;
  readonly attempts: number;
  readonly failures: number;
  readonly crashes: number;
  readonly unmet: number;
  readonly ready: boolean;
  readonly dueAt: number | null;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly result: string | null;
  readonly error: string | null;
}

interface WorkerState {
  readonly id: number;
  readonly leaseUntil: number;
  readonly ended: string | null;
}

const ms = (column: string) => `(extract(epoch from ${column}) * 1000 - ${FROZEN_AT})::float8`;

/** One round trip: it is asked after every command. */
const READ: Statement = {
  name: "model-read",
  text: `
    select json_build_object(
      'runs', (select coalesce(json_agg(x order by x.id), '[]') from (
        select r.run_id as id, s.version, (array['running', 'paused', 'succeeded', 'failed', 'cancelled'])[r.status + 1] as status,
               r.open_jobs as open, r.dead_jobs as dead, coalesce(r.inputs, p.inputs)::text as inputs, r.metadata::text as metadata,
               ${ms("r.cancel_requested_at")} as "cancelledAt",
               case when r.finished_at is null then ${ms("r.timeout_at")} end as "timeoutAt",
               ${ms("r.finished_at")} as "finishedAt", r.error
          from orchex.runs r join orchex.snapshots s on s.snapshot_id = r.snapshot_id
          left join orchex.payloads p on p.run_id = r.run_id) x),
      'jobs', (select coalesce(json_agg(x order by x.run, x.no), '[]') from (
        select j.run_id as run, j.task_no as no,
               (array['pending', 'processing', 'succeeded', 'failed', 'dead', 'skipped', 'blocked', 'cancelled'])[j.status + 1] as status,
               j.token, j.worker_id as worker, j.attempts, j.failures, j.crashes, j.unmet, j.ready, ${ms("j.next_attempt_at")} as "dueAt",
               ${ms("j.started_at")} as "startedAt", ${ms("j.finished_at")} as "finishedAt", j.result::text as result, j.error
          from orchex.jobs j) x),
      'attempts', (select coalesce(json_agg(x order by x.run, x.no, x."finishedAt", x.attempt), '[]') from (
        select a.run_id as run, a.task_no as no, a.attempt, a.outcome, a.worker, ${ms("a.started_at")} as "startedAt",
               ${ms("a.finished_at")} as "finishedAt", a.error
          from orchex.attempts a) x),
      'workers', (select coalesce(json_agg(x order by x.id), '[]') from (
        select w.worker_id as id, ${ms("w.lease_until")} as "leaseUntil", case when w.ended_at is not null then w.state end as ended
          from orchex.workers w) x))::text as state`,
};

export async function engineState(query: (statement: Statement) => Promise<readonly object[]>): Promise<LedgerState> {
  const [row] = (await query(READ)) as readonly { state: string }[];
  return JSON.parse(row?.state ?? "null") as LedgerState;
}

export function modelState(model: Model): LedgerState {
  const runs = [...model.runs.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    runs: runs.map((run) => ({
      id: run.id,
      version: run.snapshot.version,
      status: model.status(run),
      open: run.jobs.filter(({ status }) => ["pending", "processing", "failed"].includes(status)).length,
      dead: run.jobs.filter(({ status }) => status === "dead").length,
      inputs: run.inputs,
      metadata: run.metadata,
      cancelledAt: run.cancelledAt,
      timeoutAt: run.finishedAt === null ? run.timeoutAt : null,
      finishedAt: run.finishedAt,
      error: run.error,
    })),
    jobs: runs.flatMap((run) =>
      run.jobs.map((job) => ({
        run: run.id,
        no: job.no,
        status: job.status,
        token: job.token,
        worker: job.worker,
        attempts: job.attempts,
        failures: job.failures,
        crashes: job.crashes,
        unmet: model.unmet(run, job),
        ready: model.claimable(run, job),
        dueAt: job.dueAt,
        startedAt: job.startedAt,
        finishedAt: job.finishedAt,
        result: job.result,
        error: job.error,
      })),
    ),
    attempts: [...model.history].sort(
      (a, b) => a.run.localeCompare(b.run) || a.no - b.no || a.finishedAt - b.finishedAt || a.attempt - b.attempt,
    ),
    workers: [...model.workers.values()].map(({ id, leaseUntil, ended }) => ({ id, leaseUntil, ended })),
  };
}
