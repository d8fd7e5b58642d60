/** Takes SQL with the schema written `orchex.`. */
export type Query = <Row>(text: string, values?: unknown[]) => Promise<Row[]>;

/**
 * What must never be true of a ledger, whatever happened to it: each query finds the rows that break one rule.
 * They know the rules only, not how the ledger keeps them.
 */
const ALWAYS: Readonly<Record<string, string>> = {
  "a job that succeeded or was skipped has no result, or another has one":
    "select from orchex.jobs j where (j.status in (2, 5)) <> (j.result is not null)",
  "a run's count of open jobs is not what its jobs say": `
    select from orchex.runs r where r.open_jobs <>
      (select count(*) from orchex.jobs j where j.run_id = r.run_id and j.status in (0, 1, 3))`,
  "a run's count of dead jobs is not what its jobs say": `
    select from orchex.runs r where r.dead_jobs <>
      (select count(*) from orchex.jobs j where j.run_id = r.run_id and j.status = 4)`,
  "a run lacks a job of its snapshot, or has another": `
    select from orchex.runs r where
      array(select j.task_no from orchex.jobs j where j.run_id = r.run_id order by 1) <>
      array(select t.task_no from orchex.snapshot_tasks t where t.snapshot_id = r.snapshot_id order by 1)`,
  "a run's status is not what its jobs say": `
    select from orchex.runs r
      cross join lateral (select count(*) filter (where j.status in (0, 1, 3)) as open,
                                 count(*) filter (where j.status = 4) as dead
                            from orchex.jobs j where j.run_id = r.run_id) x
     where not case when x.open > 0 then r.status in (0, 1)
                    when r.error is not null then r.status = 3
                    when r.cancel_requested_at is not null then r.status = 4
                    when x.dead > 0 then r.status = 3
                    else r.status = 2 end`,
  "a run has finished without a time, or has a time and has not": `
    select from orchex.runs r where (r.status in (2, 3, 4)) <> (r.finished_at is not null)`,
  "a job's count of unmet requirements is not what its parents say": `
    select from orchex.jobs j where j.unmet <>
      (select count(*) from orchex.snapshot_edges e
         join orchex.jobs p on p.run_id = j.run_id and p.task_no = e.src
        where e.snapshot_id = j.snapshot_id and e.dst = j.task_no and p.status not in (2, 5))`,
  "what a dead job blocks is not the transitive closure below it": `
    with recursive below as (
      select j.run_id, j.snapshot_id, e.dst from orchex.jobs j
        join orchex.snapshot_edges e on e.snapshot_id = j.snapshot_id and e.src = j.task_no
       where j.status = 4
      union
      select b.run_id, b.snapshot_id, e.dst from below b
        join orchex.snapshot_edges e on e.snapshot_id = b.snapshot_id and e.src = b.dst)
    select from orchex.jobs j
      left join below b on b.run_id = j.run_id and b.dst = j.task_no
     where (b.dst is not null and j.status not in (4, 6, 7)) or (b.dst is null and j.status = 6)`,
  "a job is dead or blocked without a reason":
    "select from orchex.jobs j where j.status in (4, 6) and coalesce(j.error, '') = ''",
  "a job began before what it requires had finished": `
    select from orchex.jobs j
      join orchex.snapshot_edges e on e.snapshot_id = j.snapshot_id and e.dst = j.task_no
      join orchex.jobs p on p.run_id = j.run_id and p.task_no = e.src
     where j.started_at is not null and (p.status not in (2, 5) or j.started_at < p.finished_at)`,
  "a job is claimable that must not be claimed": `
    select from orchex.jobs j where j.ready and (j.status not in (0, 3) or j.next_attempt_at > orchex.clock() or exists (
      select from orchex.snapshot_edges e join orchex.jobs p on p.run_id = j.run_id and p.task_no = e.src
       where e.snapshot_id = j.snapshot_id and e.dst = j.task_no and p.status not in (2, 5)))`,
  "a job waits for nothing and yet nobody may claim it": `
    select from orchex.jobs j where j.status in (0, 3) and not j.ready and j.next_attempt_at is null and not exists (
      select from orchex.snapshot_edges e join orchex.jobs p on p.run_id = j.run_id and p.task_no = e.src
       where e.snapshot_id = j.snapshot_id and e.dst = j.task_no and p.status not in (2, 5))`,
  "an attempt is not accounted for": `
    select from orchex.jobs j where j.attempts <> j.failures + j.crashes + case when j.status in (1, 2, 5) then 1 else 0 end`,
  "a job died without failing once, or lost more workers than its budget":
    "select from orchex.jobs j where j.crashes > 5 or (j.status = 4 and j.failures = 0 and j.crashes < 5)",
  "two jobs have the same fence": "select j.token from orchex.jobs j where j.token <> 0 group by 1 having count(*) > 1",
  "a job is being run by nobody, or by a worker that has long ended": `
    select from orchex.jobs j left join orchex.workers w on w.worker_id = j.worker_id
     where j.status = 1 and (w.worker_id is null or w.ended_at < orchex.clock() - interval '5 seconds')`,
};

const DRAINED: Readonly<Record<string, string>> = {
  "a run has not finished": "select from orchex.runs r where r.status not in (2, 3, 4)",
  "a job has not finished": "select from orchex.jobs j where j.status in (0, 1, 3)",
};

/** `at work`: somebody tends the ledger now and then, and has done so just now. */
export type Moment = "drained" | "at work";

/** The rules that are broken, with how often; empty is what a test wants to see. */
export async function brokenRules(query: Query, moment: Moment): Promise<Record<string, number>> {
  const rows = await query<{ rule: string; n: number }>(brokenRulesSql(moment));
  return Object.fromEntries(rows.map(({ rule, n }) => [rule, n]));
}

/** One statement, which answers the broken rules and how often each is broken. */
export function brokenRulesSql(moment: Moment): string {
  const rules = { ...ALWAYS, ...(moment === "drained" ? DRAINED : {}) };
  const counts = Object.entries(rules).map(
    ([rule, text]) => `select '${rule.replaceAll("'", "''")}' as rule, count(*)::int as n from (${text}) x`,
  );
  return `select rule, n from (${counts.join(" union all ")}) rules where n > 0`;
}
