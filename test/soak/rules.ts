import { JOB_MOVES, JOB_STATUSES } from "../../runtime/dist/run/status.js";

/** A body may still have its last message on the way when it is ended. */
const ON_ITS_WAY = "interval '5 seconds'";

const LEGAL = JOB_STATUSES.flatMap((from, was) =>
  JOB_MOVES[from].map((to) => `(${was}, ${JOB_STATUSES.indexOf(to)})`),
).join(", ");

/**
 * What must never be found when the ledger, its audit and the ledger of effects are laid side by side: each query finds
 * what breaks one rule. They know the promise, not how it is kept.
 */
export const RULES: Readonly<Record<string, string>> = {
  "a job made a move that is not legal": `
    select m.* from orchex.job_moves m where m.was <> m.status and (m.was, m.status) not in (values ${LEGAL})`,
  "a job was touched while it ran": "select m.* from orchex.job_moves m where m.was = 1 and m.status = 1",
  "a run made a move that is not legal": `
    select m.* from orchex.run_moves m
     where m.was <> m.status and (m.was, m.status) not in ((0, 2), (0, 3), (0, 4), (3, 0))`,
  // Or it became free in the same moment.
  "a job was claimed that nobody might claim": `
    select m.* from orchex.job_moves m
     where m.was <> 1 and m.status = 1 and not m.was_ready and not (m.was = 0 and m.was_unmet > 0 and m.unmet = 0)`,
  "a claim drew no larger fence, or a fence changed without a claim": `
    select m.* from orchex.job_moves m
     where case when m.was <> 1 and m.status = 1 then m.token <= m.was_token else m.token <> m.was_token end`,
  "two claims have the same fence": `
    select m.token from orchex.job_moves m where m.was <> 1 and m.status = 1 group by 1 having count(*) > 1`,
  "an attempt was counted that was no claim, or a claim that was given up was not": `
    select m.* from orchex.job_moves m
     where not case when m.was <> 1 and m.status = 1 then m.attempts = 1 and m.failures = 0 and m.crashes = 0
                    when m.was = 1 and m.status = 0 then (m.attempts, m.failures, m.crashes) in ((-1, 0, 0), (0, 0, 1))
                    when m.was = 1 and m.status = 3 then (m.attempts, m.failures, m.crashes) = (0, 1, 0)
                    when m.was = 1 and m.status = 4 then (m.attempts, m.failures, m.crashes) in ((0, 1, 0), (0, 0, 1))
                    when m.was = 1 and m.status = 7 then (m.attempts, m.failures, m.crashes) in ((-1, 0, 0), (0, 1, 0), (0, 0, 1))
                    when m.was in (3, 4) and m.status = 0 then m.attempts <= 0 and m.failures <= 0 and m.crashes <= 0
                    else m.attempts = 0 and m.failures = 0 and m.crashes = 0 end`,
  "a job succeeded more than once": `
    select m.run_id, m.task_no from orchex.job_moves m where m.was <> m.status and m.status in (2, 5)
     group by 1, 2 having count(*) > 1`,
  "a move of a job was not recorded, or was undone": `
    select x.* from (
      select m.run_id, m.task_no, m.was, m.was_token,
             lag(m.status, 1, 0::smallint) over w as before, lag(m.token, 1, 0::bigint) over w as token_before
        from orchex.job_moves m window w as (partition by m.run_id, m.task_no order by m.seq)) x
     where x.was <> x.before or x.was_token <> x.token_before
    union all
    select j.run_id, j.task_no, j.status, j.token, x.status, x.token from orchex.jobs j
      cross join lateral (select m.status, m.token from orchex.job_moves m
                           where m.run_id = j.run_id and m.task_no = j.task_no order by m.seq desc limit 1) x
     where j.status <> x.status or j.token <> x.token`,
  "a success has no effect under its fence that had ended before": `
    select m.* from orchex.job_moves m where m.was = 1 and m.status = 2
       and not exists (select from orchex.effects e where e.token = m.token and e.run_id = m.run_id and e.ended_at <= m.at)`,
  "a result is not the holder's":
    "select j.run_id, j.task_no from orchex.jobs j where j.status = 2 and j.result ->> 'fence' <> j.token::text",
  "a body began that nobody had claimed": `
    select e.* from orchex.effects e where not exists (
      select from orchex.job_moves m where m.token = e.token and m.was <> 1 and m.status = 1
         and m.run_id = e.run_id and m.at <= e.began_at)`,
  "the body of one claim began twice": "select e.token from orchex.effects e group by 1 having count(*) > 1",
  "a body began under a later fence while an earlier claim still held": `
    select e.*, m.at, m.token as earlier from orchex.effects e
      join orchex.jobs j on j.run_id = e.run_id
      join orchex.snapshot_tasks t on t.snapshot_id = j.snapshot_id and t.task_no = j.task_no and t.name = e.task
      join orchex.job_moves m on m.run_id = j.run_id and m.task_no = j.task_no and m.was = 1 and m.status <> 1
     where m.token < e.token and e.began_at < m.at`,
  "a body went on after its worker had said that it was over": `
    select e.*, m.at, m.status from orchex.effects e
      join orchex.job_moves m on m.token = e.token and m.was = 1 and m.status <> 1 and (m.failures = 1 or m.attempts = -1)
     where e.ended_at > m.at + ${ON_ITS_WAY}`,
  "a body began before what it requires had ended": `
    select e.run_id, e.task, e.token, e.began_at from orchex.effects e
      join orchex.jobs j on j.run_id = e.run_id
      join orchex.snapshot_tasks t on t.snapshot_id = j.snapshot_id and t.task_no = j.task_no and t.name = e.task
      join orchex.snapshot_edges g on g.snapshot_id = j.snapshot_id and g.dst = j.task_no
      join orchex.jobs p on p.run_id = j.run_id and p.task_no = g.src
     where not case p.status when 2 then exists (select from orchex.effects f where f.token = p.token and f.ended_at <= e.began_at)
                             when 5 then p.finished_at <= e.began_at
                             else false end`,
  "a body was not given what its requirements had given": `
    select e.run_id, e.task, e.token, e.inputs, x.inputs as expected from orchex.effects e
      join orchex.jobs j on j.run_id = e.run_id
      join orchex.snapshot_tasks t on t.snapshot_id = j.snapshot_id and t.task_no = j.task_no and t.name = e.task
      cross join lateral (
        select coalesce(jsonb_object_agg(r.name, case when p.status = 5 then 'noop' else p.token::text end), '{}') as inputs
          from orchex.snapshot_edges g
          join orchex.jobs p on p.run_id = j.run_id and p.task_no = g.src
          join orchex.snapshot_tasks r on r.snapshot_id = g.snapshot_id and r.task_no = g.src
         where g.snapshot_id = j.snapshot_id and g.dst = j.task_no) x
     where e.inputs <> x.inputs`,
  "a result changed on its way": "select e.run_id, e.task, e.token from orchex.effects e where not e.intact",
  "a result that a worker was told is stored is not": `
    select a.* from orchex.accepted a where not exists (
      select from orchex.job_moves m where m.token = a.token and m.was = 1 and m.status = 2)`,
  "a run that was accepted is missing":
    "select s.run_id from orchex.started s where s.answered and not exists (select from orchex.runs r where r.run_id = s.run_id)",
  "a run is there that nobody started":
    "select r.run_id from orchex.runs r where not exists (select from orchex.started s where s.run_id = r.run_id)",
  "a job was taken from a worker whose lease had not run out": `
    select m.*, w.state, w.lease_until, w.ended_at from orchex.job_moves m
      left join orchex.workers w on w.worker_id = m.worker_id
     where m.was = 1 and m.crashes = 1
       and (w.state = 'lost' and w.lease_until < w.ended_at and w.ended_at <= m.at) is not true`,
  "a job failed more often than its policy allows, or died before": `
    select j.run_id, j.task_no, j.status, j.failures, j.crashes from orchex.jobs j
      join orchex.snapshots s on s.snapshot_id = j.snapshot_id
      cross join lateral (select coalesce((s.content::jsonb #>> array['tasks', j.task_no::text, 'policy', 'maxAttempts'])::int, 6) as most) x
     where j.failures > x.most or (j.status = 3 and j.failures = x.most) or (j.status = 4 and j.failures < x.most and j.crashes < 5)`,
};
