-- The ledger. Every name is written with the schema `orchex`, which the migrator replaces by the configured one.
--
-- Codes of jobs.status: 0 pending, 1 processing, 2 succeeded, 3 failed, 4 dead, 5 skipped, 6 blocked, 7 cancelled.
-- Codes of runs.status: 0 running, 1 paused, 2 succeeded, 3 failed, 4 cancelled.
--
-- Order of locks, the same in every statement: processing jobs by whoever holds their token (everybody else skips
-- locked ones), then runs in the order of their ids, then other jobs of those runs: of these, what may be claimed may be
-- processing by the time its lock is free, so that locked ones are skipped too. Claims lock ready jobs only, skip locked
-- ones, and wait for nothing.
--
-- Runs and jobs have no check constraints: Postgres reads the text of each again for every statement, a third of the cost
-- of starting a run. Only the functions below write to these tables, and the tests put the constraints back
-- (test/support/soundness.ts), so that every move they make is held against them.
--
-- Only jobs.ready, jobs.token and jobs.next_attempt_at are indexed beyond the keys, and a completion changes none of
-- them, so that it stays a heap-only update.

create table orchex.settings (
  key text primary key,
  value jsonb not null
);

create table orchex.dags (
  dag_id int generated always as identity primary key,
  name text not null unique check (name <> ''),
  active_snapshot_id int,
  created_at timestamptz not null default now()
);

create table orchex.snapshots (
  snapshot_id int generated always as identity primary key,
  dag_id int not null references orchex.dags,
  version text not null check (version ~ '^[0-9a-f]{64}$'),
  content json not null,
  task_count int not null,
  timeout_ms bigint,
  created_at timestamptz not null default clock_timestamp(),
  activated_at timestamptz,
  unique (dag_id, version)
);

alter table orchex.dags
  add foreign key (active_snapshot_id) references orchex.snapshots;

create table orchex.snapshot_tasks (
  snapshot_id int not null references orchex.snapshots,
  task_no smallint not null,
  name text not null,
  requires smallint not null,
  priority smallint not null check (priority between 1 and 10),
  queue text not null,
  primary key (snapshot_id, task_no),
  unique (snapshot_id, name)
);

create table orchex.snapshot_edges (
  snapshot_id int not null,
  src smallint not null,
  dst smallint not null check (dst <> src),
  primary key (snapshot_id, src, dst)
);
create index snapshot_edges_dst on orchex.snapshot_edges (snapshot_id, dst, src);

create table orchex.runs (
  run_id uuid primary key,
  created_at timestamptz not null,
  dag_id int not null,
  snapshot_id int not null,
  open_jobs int not null,
  dead_jobs int not null default 0,
  status smallint not null default 0,
  -- the caller chose the id, so that its order says nothing about its age
  own_id boolean not null default false,
  finished_at timestamptz,
  -- null: in payloads, where larger ones are, so that an update of the run does not copy them
  inputs json,
  metadata json,
  cancel_requested_at timestamptz,
  timeout_at timestamptz,
  run_at timestamptz,
  error text,
  tenant text,
  parent_run_id uuid,
  root_run_id uuid,
  idempotency_key text
) with (
  -- a batch updates all rows of a page in one transaction: room for each of them a second time
  fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
create index runs_own_id on orchex.runs (created_at) where own_id;
create index runs_timeout on orchex.runs (timeout_at) where timeout_at is not null;

create table orchex.payloads (
  run_id uuid primary key,
  inputs json not null
);

create sequence orchex.tokens as bigint;
-- What orchex.place counts.
create sequence orchex.places as bigint;

create table orchex.jobs (
  -- what is never null and of fixed width comes first: its place in the row is known
  run_id uuid not null,
  -- where it stands in the order of claims (orchex.place)
  place bigint not null,
  -- the fence: a new one at each claim; kept after the end, so that a repeated write is recognised; 0 before the first
  token bigint not null default 0,
  dag_id int not null,
  snapshot_id int not null,
  worker_id int not null default 0,
  attempts int not null default 0,
  task_no smallint not null,
  status smallint not null default 0,
  unmet smallint not null,
  failures smallint not null default 0,
  crashes smallint not null default 0,
  -- claimable now
  ready boolean not null,
  root boolean not null,
  queue text not null default 'default',
  next_attempt_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  result json,
  error text,
  primary key (run_id, task_no)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
create index jobs_ready on orchex.jobs (dag_id, place) where ready;
create index jobs_due on orchex.jobs (next_attempt_at) where next_attempt_at is not null;
-- Finds what a lost worker held, from its low-water mark on, at almost no cost for a claim.
create index jobs_token on orchex.jobs using brin (token) with (pages_per_range = 32, autosummarize = on);

create table orchex.attempts (
  run_id uuid not null,
  task_no smallint not null,
  attempt int not null,
  outcome text not null check (outcome in ('failed', 'timed-out', 'lost', 'cancelled')),
  worker text,
  started_at timestamptz,
  finished_at timestamptz not null,
  error text,
  primary key (run_id, task_no, attempt, finished_at)
);

create table orchex.workers (
  worker_id int generated always as identity primary key,
  name text not null,
  host text not null,
  pid int not null,
  concurrency int not null,
  dag_ids int[] not null,
  -- {"dag": ["task", ...]}: what this worker's code knows
  registry jsonb not null,
  state text not null default 'running' check (state in ('running', 'paused', 'draining', 'stopped', 'lost')),
  wanted text not null default 'running' check (wanted in ('running', 'paused', 'draining', 'stopped')),
  -- asks for a NOTIFY when a job of its dags becomes ready
  waiting boolean not null default false,
  jobs int not null default 0,
  low_token bigint not null,
  loaded_at timestamptz not null,
  started_at timestamptz not null,
  heartbeat_at timestamptz not null,
  lease_ms int not null,
  lease_until timestamptz not null,
  -- its lease was moved on since it beat last, and is not moved on again
  graced boolean not null default false,
  ended_at timestamptz,
  -- after its end: when somebody last looked for what it left
  looked_at timestamptz,
  -- ended long enough for none of its statements to be on its way, and found to hold nothing since
  swept boolean not null default false
) with (fillfactor = 50);

-- One row: when somebody last looked for lost workers, null before the first time.
create table orchex.upkeep (
  tended_at timestamptz
) with (fillfactor = 10);
insert into orchex.upkeep values (null);

-- The ledger's clock. A test moves it with `set orchex_clock."offset" = '1 hour'`.
create function orchex.clock() returns timestamptz language sql volatile as $$
  select clock_timestamp() + coalesce(nullif(current_setting('orchex_clock.offset', true), ''), '0')::interval
$$;


-- The order of claims in one number, so that a claim can go on where another one ended: by priority, then by age. Below
-- 2^53, which is exact in JavaScript.
create function orchex.place(p_priority smallint, p_age bigint) returns bigint language sql immutable as $$
  select ((10 - p_priority)::bigint << 48) + p_age
$$;

-- What a run is, given what its jobs are: running while one is open, else cancelled, failed or succeeded.
create function orchex.run_status(p_status smallint, p_open int, p_dead int, p_cancelled boolean, p_failed boolean)
returns smallint language sql immutable as $$
  select (case when p_open > 0 then case when p_status = 1 then 1 else 0 end
               when p_cancelled and not p_failed then 4
               when p_dead > 0 or p_failed then 3
               else 2 end)::smallint
$$;

-- Wakes the workers that asked for it and know one of these dags. A hint: polling is the floor.
create function orchex.wake(p_dags int[]) returns void language plpgsql as $$
begin
  if exists (select from orchex.workers w where w.waiting and w.ended_at is null and w.dag_ids && p_dags) then
    perform pg_notify('orchex', 'ready');
  end if;
end $$;

-- Stores results and frees dependents, in one statement. The fence is the token of the claim. Returns what it refused;
-- the same call again, after a lost answer, changes nothing and refuses nothing.
create function orchex.complete(
  p_run uuid[], p_no smallint[], p_token bigint[], p_result json[], p_status smallint, p_error text, p_now timestamptz)
returns table (run_id uuid, task_no smallint)
language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_done bigint;
begin
  with d as (
    update orchex.jobs j set status = p_status, result = u.result, finished_at = p_now, error = p_error
      from unnest(p_run, p_no, p_token, p_result) u(run_id, task_no, token, result)
     where j.run_id = u.run_id and j.task_no = u.task_no and j.token = u.token and j.status = 1
    returning j.run_id, j.task_no, j.snapshot_id
  ), r as (
    -- sorted, and joined by nested loop: runs are locked in the order of their ids
    update orchex.runs r set
        open_jobs = r.open_jobs - x.n,
        status = orchex.run_status(r.status, r.open_jobs - x.n, r.dead_jobs, r.cancel_requested_at is not null, r.error is not null),
        finished_at = case when r.open_jobs = x.n then p_now end
      from (select d.run_id, count(*)::int as n from d group by 1 order by 1) x
     where r.run_id = x.run_id
    returning r.run_id
  ), c as (
    update orchex.jobs j set unmet = j.unmet - x.n, ready = (j.unmet = x.n and j.status = 0)
      from (select d.run_id, e.dst, count(*)::smallint as n
              from d join orchex.snapshot_edges e on e.snapshot_id = d.snapshot_id and e.src = d.task_no
             -- reads r to its end first: dependents are changed under the locks of their runs, so that two parents that
             -- end at once count down one after the other (on its own this would run before r)
             where (select count(*) from r) >= 0
             group by 1, 2) x
     where j.run_id = x.run_id and j.task_no = x.dst
  )
  select count(*) into v_done from d;
  if v_done < cardinality(p_run) then
    return query
      select u.run_id, u.task_no from unnest(p_run, p_no, p_token) u(run_id, task_no, token)
       where not exists (select from orchex.jobs j where j.run_id = u.run_id and j.task_no = u.task_no
                            and j.token = u.token and j.status in (2, 5));
  end if;
end $$;

-- The step of a worker, one round trip and one commit: complete the last batch, free its dependents, claim the next.
-- Rows of kind 'refused' are completions whose token was no longer valid, a row of kind 'lost' says that this worker's
-- lease has ended and that it claims nothing under this id any more. Only what stands at p_from or after it is looked at:
-- before it are the index entries of all that was claimed since the last vacuum, or since the oldest transaction began.
create function orchex.step(
  p_worker int, p_run uuid[], p_no smallint[], p_token bigint[], p_result json[],
  p_dags int[], p_limit int, p_unknown_snapshot int[], p_unknown_no smallint[], p_from bigint default 0)
returns table (kind text, run_id uuid, task_no smallint, token bigint, snapshot_id int, attempts int, failures smallint,
               place bigint, root boolean, inputs json, metadata json)
language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_now timestamptz := orchex.clock();
  v_alive boolean := true;
  v_limit int := p_limit;
  v_dag int; v_snapshot int; v_next smallint[];
  v_alone boolean := false;
  v_claimed int;
begin
  if p_limit > 0 then
    select w.lease_until > v_now into v_alive from orchex.workers w where w.worker_id = p_worker and w.ended_at is null;
    -- false: too late with its beat, and nobody has ended it; it may go on when it has beaten
    if v_alive is not true then
      v_limit := 0;
    end if;
  end if;

  if cardinality(p_run) = 1 then
    -- As orchex.complete, in statements for one row: they cost a third less, and while little is to do each batch is one.
    update orchex.jobs j set status = 2, result = p_result[1], finished_at = v_now, error = null
     where j.run_id = p_run[1] and j.task_no = p_no[1] and j.token = p_token[1] and j.status = 1
    returning j.dag_id, j.snapshot_id into v_dag, v_snapshot;
    if found then
      update orchex.runs r set
          open_jobs = r.open_jobs - 1,
          status = orchex.run_status(r.status, r.open_jobs - 1, r.dead_jobs, r.cancel_requested_at is not null, r.error is not null),
          finished_at = case when r.open_jobs = 1 then v_now end
       where r.run_id = p_run[1];
      v_next := array(select e.dst from orchex.snapshot_edges e where e.snapshot_id = v_snapshot and e.src = p_no[1]);
      -- whether what becomes free now is all that this worker can claim
      v_alone := cardinality(v_next) <= v_limit and v_limit > 0 and v_dag = any (p_dags) and cardinality(p_unknown_no) = 0
             and not exists (select from orchex.jobs q where q.ready and q.dag_id = any (p_dags));
      if cardinality(v_next) = 0 then
        null;
      elsif v_alone then
        -- frees and claims in one update, instead of two that both change what is indexed
        return query
          with c as (
            update orchex.jobs j set unmet = j.unmet - 1,
                   status = case when j.unmet = 1 and j.status = 0 then 1 else j.status end,
                   token = case when j.unmet = 1 and j.status = 0 then nextval('orchex.tokens') else j.token end,
                   worker_id = case when j.unmet = 1 and j.status = 0 then p_worker else j.worker_id end,
                   attempts = case when j.unmet = 1 and j.status = 0 then j.attempts + 1 else j.attempts end,
                   started_at = case when j.unmet = 1 and j.status = 0 then orchex.clock() else j.started_at end
             where j.run_id = p_run[1] and j.task_no = any (v_next)
            returning j.run_id, j.task_no, j.token, j.snapshot_id, j.attempts, j.failures, j.place, j.status)
          select 'job', c.run_id, c.task_no, c.token, c.snapshot_id, c.attempts, c.failures, c.place, false, null::json, null::json
            from c where c.status = 1;
      else
        update orchex.jobs j set unmet = j.unmet - 1, ready = (j.unmet = 1 and j.status = 0)
         where j.run_id = p_run[1] and j.task_no = any (v_next);
      end if;
    elsif not exists (select from orchex.jobs j where j.run_id = p_run[1] and j.task_no = p_no[1]
                         and j.token = p_token[1] and j.status in (2, 5)) then
      return query select 'refused', p_run[1], p_no[1], null::bigint, null::int, null::int, null::smallint, null::bigint, null::boolean, null::json, null::json;
    end if;
  elsif cardinality(p_run) > 1 then
    return query
      select 'refused', c.run_id, c.task_no, null::bigint, null::int, null::int, null::smallint, null::bigint, null::boolean, null::json, null::json
        from orchex.complete(p_run, p_no, p_token, p_result, 2::smallint, null, v_now) c;
  end if;

  if v_alive is null then
    return query select 'lost', null::uuid, null::smallint, null::bigint, null::int, null::int, null::smallint, null::bigint, null::boolean, null::json, null::json;
  end if;
  if v_limit <= 0 or v_alone then
    return;
  end if;
  -- Found and claimed in one statement. = any (array(...)), never a join: with a limit in a parameter a generic plan expects
  -- a tenth of the table. The clock is read again, after the locks: what was found may have been freed by a commit that
  -- they waited for.
  if cardinality(p_dags) = 1 and cardinality(p_unknown_no) = 0 then
    return query
      with c as (
        update orchex.jobs j set status = 1, ready = false, token = nextval('orchex.tokens'), worker_id = p_worker,
               attempts = j.attempts + 1, started_at = (select orchex.clock()), finished_at = null, next_attempt_at = null
         where j.ctid = any (array(
           select q.ctid from orchex.jobs q where q.ready and q.dag_id = p_dags[1] and q.place >= p_from
            order by q.place limit v_limit for update skip locked))
        returning j.run_id, j.task_no, j.token, j.snapshot_id, j.attempts, j.failures, j.place, j.root)
      select 'job', c.run_id, c.task_no, c.token, c.snapshot_id, c.attempts, c.failures, c.place, c.root, r.inputs, r.metadata
        from c left join orchex.runs r on r.run_id = case when c.root then c.run_id end;
  else
    return query
      with c as (
        update orchex.jobs j set status = 1, ready = false, token = nextval('orchex.tokens'), worker_id = p_worker,
               attempts = j.attempts + 1, started_at = (select orchex.clock()), finished_at = null, next_attempt_at = null
         where j.ctid = any (array(
           select x.job from unnest(p_dags) d(dag_id) cross join lateral (
             select q.ctid as job, q.place from orchex.jobs q
              where q.ready and q.dag_id = d.dag_id and q.place >= p_from
                and (cardinality(p_unknown_no) = 0
                     or not exists (select from unnest(p_unknown_snapshot, p_unknown_no) n(snapshot_id, task_no)
                                     where n.snapshot_id = q.snapshot_id and n.task_no = q.task_no))
              order by q.place limit v_limit for update skip locked) x
            order by x.place limit v_limit))
        returning j.run_id, j.task_no, j.token, j.snapshot_id, j.attempts, j.failures, j.place, j.root)
      select 'job', c.run_id, c.task_no, c.token, c.snapshot_id, c.attempts, c.failures, c.place, c.root, r.inputs, r.metadata
        from c left join orchex.runs r on r.run_id = case when c.root then c.run_id end;
  end if;
  get diagnostics v_claimed = row_count;
  if v_claimed = v_limit then
    perform orchex.wake(p_dags);
  end if;
end $$;

-- Blocks every open job below a job that is dead now, and counts both off their runs. The caller holds the locks of
-- these runs. p_dead jobs are those that have just died.
create function orchex.bury(p_run uuid[], p_no smallint[], p_snapshot int[], p_now timestamptz) returns void
language plpgsql as $$
begin
  with recursive dead as (
    select * from unnest(p_run, p_no, p_snapshot) d(run_id, task_no, snapshot_id)
  ), below as (
    select d.run_id, d.snapshot_id, e.dst, d.task_no as cause
      from dead d join orchex.snapshot_edges e on e.snapshot_id = d.snapshot_id and e.src = d.task_no
    union
    select b.run_id, b.snapshot_id, e.dst, b.cause
      from below b join orchex.snapshot_edges e on e.snapshot_id = b.snapshot_id and e.src = b.dst
  ), blocked as (
    update orchex.jobs j set status = 6, ready = false, next_attempt_at = null, finished_at = null,
           error = 'blocked due to upstream dead task ' || t.name
      from (select b.run_id, b.dst, b.snapshot_id, min(b.cause) as cause from below b group by 1, 2, 3) x
      join orchex.snapshot_tasks t on t.snapshot_id = x.snapshot_id and t.task_no = x.cause
     where j.run_id = x.run_id and j.task_no = x.dst and j.status in (0, 3)
    returning j.run_id
  ), counts as (
    select c.run_id, count(*)::int as closed, count(*) filter (where c.dead)::int as dead
      from (select d.run_id, true as dead from dead d union all select b.run_id, false from blocked b) c
     group by 1
  )
  update orchex.runs r set
      open_jobs = r.open_jobs - c.closed,
      dead_jobs = r.dead_jobs + c.dead,
      status = orchex.run_status(r.status, r.open_jobs - c.closed, r.dead_jobs + c.dead, r.cancel_requested_at is not null, r.error is not null),
      finished_at = case when r.open_jobs = c.closed then p_now end
    from counts c where r.run_id = c.run_id;
end $$;

-- Records failed attempts. Who is dead and when the next attempt comes was decided outside (run/decide.ts); a job
-- whose run was cancelled meanwhile is cancelled instead. Returns what it refused, as complete does.
create function orchex.fail(
  p_run uuid[], p_no smallint[], p_token bigint[], p_error text[], p_outcome text[], p_dead boolean[], p_delay_ms float8[])
returns table (run_id uuid, task_no smallint, status smallint)
language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  v_now timestamptz := orchex.clock();
  v_run uuid[]; v_no smallint[]; v_snapshot int[];
  v_held uuid[];
begin
  -- processing jobs first, by their token, then their runs in order
  select array_agg(distinct h.run_id) into v_held from (
    select j.run_id from orchex.jobs j join unnest(p_run, p_no, p_token) u(run_id, task_no, token)
        on j.run_id = u.run_id and j.task_no = u.task_no and j.token = u.token
     where j.status = 1 order by j.run_id, j.task_no for update of j) h;
  perform from orchex.runs r where r.run_id = any (v_held) order by r.run_id for update;
  with f as (
    update orchex.jobs j set
        status = case when r.cancel_requested_at is not null then 7 when u.dead then 4 else 3 end,
        failures = j.failures + 1, error = u.error, finished_at = v_now,
        ready = r.cancel_requested_at is null and not u.dead and u.delay_ms <= 0,
        next_attempt_at = case when r.cancel_requested_at is null and not u.dead and u.delay_ms > 0
                               then v_now + u.delay_ms * interval '1 ms' end
      from unnest(p_run, p_no, p_token, p_error, p_outcome, p_dead, p_delay_ms) u(run_id, task_no, token, error, outcome, dead, delay_ms)
      join orchex.runs r on r.run_id = u.run_id
     where j.run_id = u.run_id and j.task_no = u.task_no and j.token = u.token and j.status = 1
    returning j.run_id, j.task_no, j.snapshot_id, j.status, j.attempts, j.worker_id, j.started_at, u.error, u.outcome
  ), h as (
    insert into orchex.attempts (run_id, task_no, attempt, outcome, worker, started_at, finished_at, error)
    select f.run_id, f.task_no, f.attempts, case when f.status = 7 then 'cancelled' else f.outcome end, w.name, f.started_at, v_now, f.error
      from f left join orchex.workers w on w.worker_id = f.worker_id
  ), cancelled as (
    update orchex.runs r set
        open_jobs = r.open_jobs - x.n,
        status = orchex.run_status(r.status, r.open_jobs - x.n, r.dead_jobs, true, r.error is not null),
        finished_at = case when r.open_jobs = x.n then v_now end
      from (select f.run_id, count(*)::int as n from f where f.status = 7 group by 1) x where r.run_id = x.run_id
  )
  select array_agg(f.run_id) filter (where f.status = 4), array_agg(f.task_no) filter (where f.status = 4),
         array_agg(f.snapshot_id) filter (where f.status = 4)
    into v_run, v_no, v_snapshot from f;
  if v_run is not null then
    perform orchex.bury(v_run, v_no, v_snapshot, v_now);
  end if;
  return query
    select u.run_id, u.task_no, j.status from unnest(p_run, p_no, p_token) u(run_id, task_no, token)
      left join orchex.jobs j on j.run_id = u.run_id and j.task_no = u.task_no and j.token = u.token and j.status <> 1;
end $$;

-- Ends processing jobs without a verdict on their code. 'release' gives them back with the attempt uncounted;
-- 'lost' counts a crash, and death after p_crash_budget of them; both cancel what a cancelled run has left.
-- The caller has locked these jobs.
create function orchex.let_go(
  p_run uuid[], p_no smallint[], p_token bigint[], p_lost boolean, p_crash_budget int, p_now timestamptz)
returns table (run_id uuid, task_no smallint, status smallint)
language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  v_run uuid[]; v_no smallint[]; v_snapshot int[]; v_dags int[];
begin
  perform from orchex.runs r where r.run_id = any (p_run) order by r.run_id for update;
  return query
    with g as (
      update orchex.jobs j set
          status = case when r.cancel_requested_at is not null then 7
                        when p_lost and j.crashes + 1 >= p_crash_budget then 4 else 0 end,
          ready = (r.cancel_requested_at is null and not (p_lost and j.crashes >= 1)),
          -- whoever lost more than one worker may be what ends them: suspects come back one by one, so that the innocent
          -- among them are done before their killer returns
          next_attempt_at = case when p_lost and j.crashes >= 1 and j.crashes + 1 < p_crash_budget and r.cancel_requested_at is null
                                 then p_now + random() * power(2, j.crashes + 1) * interval '1 s' end,
          attempts = case when p_lost then j.attempts else j.attempts - 1 end,
          crashes = case when p_lost then j.crashes + 1 else j.crashes end,
          finished_at = case when r.cancel_requested_at is not null or (p_lost and j.crashes + 1 >= p_crash_budget) then p_now end,
          started_at = case when p_lost then j.started_at end,
          error = case when p_lost and j.crashes + 1 >= p_crash_budget
                       then format('lost its worker %s times, the last one was %s: the task may be killing its process', j.crashes + 1, w.name)
                       when p_lost then format('lease expired (worker %s)', w.name) else j.error end
        from unnest(p_run, p_no, p_token) u(run_id, task_no, token)
        join orchex.runs r on r.run_id = u.run_id
        cross join lateral (select x.worker_id from orchex.jobs x where x.run_id = u.run_id and x.task_no = u.task_no) x
        left join orchex.workers w on w.worker_id = x.worker_id
       where j.run_id = u.run_id and j.task_no = u.task_no and j.token = u.token and j.status = 1
      returning j.run_id, j.task_no, j.snapshot_id, j.dag_id, j.status, j.attempts, j.started_at, j.error, w.name as worker
    ), h as (
      insert into orchex.attempts (run_id, task_no, attempt, outcome, worker, started_at, finished_at, error)
      select g.run_id, g.task_no, g.attempts, case when g.status = 7 then 'cancelled' else 'lost' end, g.worker, g.started_at, p_now, g.error
        from g where p_lost or g.status = 7
    ), cancelled as (
      update orchex.runs r set
          open_jobs = r.open_jobs - x.n,
          status = orchex.run_status(r.status, r.open_jobs - x.n, r.dead_jobs, true, r.error is not null),
          finished_at = case when r.open_jobs = x.n then p_now end
        from (select g.run_id, count(*)::int as n from g where g.status = 7 group by 1) x where r.run_id = x.run_id
    )
    select g.run_id, g.task_no, g.status from g;
  select array_agg(j.run_id) filter (where j.status = 4), array_agg(j.task_no) filter (where j.status = 4),
         array_agg(j.snapshot_id) filter (where j.status = 4), array_agg(distinct j.dag_id) filter (where j.status = 0)
    into v_run, v_no, v_snapshot, v_dags
    from unnest(p_run, p_no, p_token) u(run_id, task_no, token)
    join orchex.jobs j on j.run_id = u.run_id and j.task_no = u.task_no and j.token = u.token
   where j.status in (0, 4);
  if v_run is not null then
    perform orchex.bury(v_run, v_no, v_snapshot, p_now);
  end if;
  if v_dags is not null then
    perform orchex.wake(v_dags);
  end if;
end $$;

-- A worker gives back what it has not begun, or could not finish through no fault of the job: no attempt is lost.
create function orchex.release(p_run uuid[], p_no smallint[], p_token bigint[])
returns table (run_id uuid, task_no smallint, status smallint)
language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  v_run uuid[]; v_no smallint[]; v_token bigint[];
begin
  -- only what is still processing: a job that died under this very token must not be counted off its run again
  select array_agg(l.run_id), array_agg(l.task_no), array_agg(l.token) into v_run, v_no, v_token from (
    select j.run_id, j.task_no, j.token from orchex.jobs j join unnest(p_run, p_no, p_token) u(run_id, task_no, token)
        on j.run_id = u.run_id and j.task_no = u.task_no and j.token = u.token
     where j.status = 1 order by j.run_id, j.task_no for update of j) l;
  if v_run is not null then
    return query select * from orchex.let_go(v_run, v_no, v_token, false, 0, orchex.clock());
  end if;
end $$;

-- What the given workers still hold, from their low-water marks on.
create function orchex.held(p_workers int[], p_low bigint)
returns table (run_id uuid, task_no smallint, token bigint, worker_id int, dag_id int, snapshot_id int)
language plpgsql
set enable_seqscan = off
as $$
begin
  if p_workers is null then
    return;
  end if;
  -- dynamic, so that the planner sees the mark and reads only the end of the table
  return query execute format(
    'select j.run_id, j.task_no, j.token, j.worker_id, j.dag_id, j.snapshot_id from orchex.jobs j
      where j.token >= %s and j.status = 1 and j.worker_id = any (%L::int[])', coalesce(p_low, 0), p_workers);
end $$;

-- Gives back what a worker holds without knowing, since the answer to a claim was lost. It says which tokens it knows,
-- and claims nothing more under this id.
create function orchex.release_orphans(p_worker int, p_tokens bigint[]) returns int language plpgsql as $$
declare
  v_run uuid[]; v_no smallint[]; v_token bigint[];
begin
  select array_agg(l.run_id), array_agg(l.task_no), array_agg(l.token) into v_run, v_no, v_token from (
    select j.run_id, j.task_no, j.token
      from orchex.workers w
      cross join lateral orchex.held(array[w.worker_id], w.low_token) h
      join orchex.jobs j on j.run_id = h.run_id and j.task_no = h.task_no and j.token = h.token and j.status = 1
     where w.worker_id = p_worker and w.ended_at is null and h.token <> all (p_tokens)
       for update of j skip locked) l;
  if v_run is null then
    return 0;
  end if;
  return (select count(*)::int from orchex.let_go(v_run, v_no, v_token, false, 0, orchex.clock()));
end $$;

-- Takes back what workers hold whose lease has expired, and what ended workers left. Run for ever, by every worker.
-- Ended workers are looked at again and again until one look later than p_sweep, longer than any statement of theirs can
-- still be on its way, has found nothing: also when nobody looked for a night. A look reads every claim since the worker's
-- low-water mark, so one comes at its end, and then one after twice the time each, whoever looks: ten in all.
create function orchex.recover(p_crash_budget int, p_sweep interval)
returns table (worker text, run_id uuid, task_no smallint, status smallint)
language plpgsql as $$
#variable_conflict use_column
declare
  v_now timestamptz := orchex.clock();
  v_gap interval;
  v_workers int[]; v_low bigint; v_lost boolean;
  v_run uuid[]; v_no smallint[]; v_token bigint[]; v_was_lost boolean[];
begin
  select v_now - u.tended_at into v_gap from orchex.upkeep u;
  update orchex.upkeep u set tended_at = v_now
   where u.ctid = any (array(
     select x.ctid from orchex.upkeep x
      where (v_now between x.tended_at and x.tended_at + interval '500 ms') is not true for update skip locked));
  -- Silent for longer than half a lease were not only the workers but everybody: the database was away. Who lives beats
  -- within seconds; until then nobody is lost.
  update orchex.workers w set lease_until = v_now + least(w.lease_ms, 15000) * interval '1 ms', graced = true
   where w.worker_id = any (array(
     select x.worker_id from orchex.workers x
      where x.ended_at is null and not x.graced and x.lease_until < v_now + least(x.lease_ms, 15000) * interval '1 ms'
        and v_gap > greatest(interval '1500 ms', x.lease_ms * interval '0.5 ms')
        for update skip locked));
  update orchex.workers w set state = 'lost', waiting = false, ended_at = v_now
   where w.worker_id = any (array(
     select x.worker_id from orchex.workers x
      where x.ended_at is null and x.lease_until < v_now
        -- whom a beat on its way has kept from being given time is judged the next time
        and (x.graced or (v_gap > greatest(interval '1500 ms', x.lease_ms * interval '0.5 ms')) is not true)
        for update skip locked));
  with due as (
    update orchex.workers w set looked_at = v_now
     where w.worker_id = any (array(
       select x.worker_id from orchex.workers x
        where x.ended_at is not null and not x.swept
          and (x.looked_at is null or v_now not between x.looked_at
               and x.looked_at + least(interval '1 minute', greatest(interval '1 second', x.looked_at - x.ended_at)))
          for update skip locked))
    returning w.worker_id, w.low_token)
  select array_agg(d.worker_id), min(d.low_token) into v_workers, v_low from due d;
  if v_workers is null then
    return;
  end if;
  select array_agg(l.run_id), array_agg(l.task_no), array_agg(l.token), array_agg(l.lost) into v_run, v_no, v_token, v_was_lost from (
    select j.run_id, j.task_no, j.token, w.state = 'lost' as lost
      from orchex.held(v_workers, v_low) h
      join orchex.jobs j on j.run_id = h.run_id and j.task_no = h.task_no and j.token = h.token and j.status = 1
      join orchex.workers w on w.worker_id = j.worker_id
       for update of j skip locked) l;
  -- all of them at once, before either kind is let go
  perform from orchex.runs r where r.run_id = any (v_run) order by r.run_id for update;
  foreach v_lost in array array[true, false] loop
    return query
      select w.name, g.run_id, g.task_no, g.status
        from (select array_agg(u.run_id) as run, array_agg(u.task_no) as no, array_agg(u.token) as token
                from unnest(v_run, v_no, v_token, v_was_lost) u(run_id, task_no, token, lost) where u.lost = v_lost) k
       cross join lateral orchex.let_go(k.run, k.no, k.token, v_lost, p_crash_budget, v_now) g
        left join orchex.jobs j on j.run_id = g.run_id and j.task_no = g.task_no
        left join orchex.workers w on w.worker_id = j.worker_id
       where k.run is not null;
  end loop;
  update orchex.workers w set swept = true
   where w.worker_id = any (array(
     select x.worker_id from orchex.workers x
      where x.worker_id = any (v_workers) and x.ended_at < v_now - p_sweep
        and not exists (select from orchex.held(array[x.worker_id], x.low_token))
        for update skip locked));
end $$;

-- Makes claimable what was waiting for its time.
create function orchex.promote(p_limit int) returns int language plpgsql as $$
declare
  v_now timestamptz := orchex.clock();
  v_dags int[]; v_count int;
begin
  with p as (
    update orchex.jobs j set ready = (j.unmet = 0), next_attempt_at = null
     where j.ctid = any (array(
       select q.ctid from orchex.jobs q join orchex.runs r on r.run_id = q.run_id
        where q.next_attempt_at <= v_now and q.status in (0, 3)
        order by q.next_attempt_at limit p_limit
          -- not while somebody ends or retries the run, who passes over what others have locked; the run first, or the job
          -- would stay locked without it
          for key share of r skip locked for update of q skip locked))
    returning j.dag_id)
  select array_agg(distinct p.dag_id), count(*)::int into v_dags, v_count from p;
  if v_dags is not null then
    perform orchex.wake(v_dags);
  end if;
  return v_count;
end $$;

-- Ends a run before its time: what waits is cancelled now, what runs is told by its worker's next heartbeat.
-- Returns how many jobs that concerns, those not counted that were told before; nothing when the run has finished.
create function orchex.stop_run(p_run uuid, p_error text) returns int language plpgsql as $$
declare
  v_now timestamptz := orchex.clock();
  v_open int; v_told boolean; v_stopped int; v_closed int;
begin
  select r.open_jobs, r.cancel_requested_at is not null into v_open, v_told from orchex.runs r where r.run_id = p_run and r.finished_at is null for update;
  if not found then
    return null;
  end if;
  with c as (
    update orchex.jobs j set status = 7, ready = false, next_attempt_at = null, finished_at = v_now
      -- locked is only what is being claimed: it runs from then on. Who waited for it, holding its run, could meet whoever
      -- ends it, who holds the job and waits for the run
      from (select b.run_id, b.task_no, b.status from orchex.jobs b
             where b.run_id = p_run and b.status in (0, 3, 6) order by b.task_no for update skip locked) b
     where j.run_id = b.run_id and j.task_no = b.task_no
    returning b.status as was)
  select count(*), count(*) filter (where c.was <> 6) into v_stopped, v_closed from c;
  update orchex.runs r set
      cancel_requested_at = v_now, timeout_at = null, error = coalesce(r.error, p_error),
      open_jobs = r.open_jobs - v_closed,
      status = orchex.run_status(r.status, r.open_jobs - v_closed, r.dead_jobs, true, coalesce(r.error, p_error) is not null),
      finished_at = case when r.open_jobs = v_closed then v_now end
   where r.run_id = p_run;
  perform pg_notify('orchex', 'control');
  return v_stopped + case when v_told then 0 else v_open - v_closed end;
end $$;

-- Ends the runs whose own timeout has passed.
create function orchex.expire_runs(p_limit int) returns table (run_id uuid) language plpgsql as $$
#variable_conflict use_column
declare
  -- once, in a variable: compared with a volatile function no index would be used
  v_now timestamptz := orchex.clock();
  v_run uuid;
begin
  for v_run in
    select r.run_id from orchex.runs r where r.timeout_at < v_now
     order by r.run_id limit p_limit for update skip locked
  loop
    if orchex.stop_run(v_run, 'run.timeout: the run took longer than its dag allows') is null then
      update orchex.runs r set timeout_at = null where r.run_id = v_run;
    else
      run_id := v_run;
      return next;
    end if;
  end loop;
end $$;

-- One beat of a worker: renews the lease of each of its ids, obeys and reports. Rows: 'worker' for each id that is
-- alive (with what is wanted of it), 'stop' for each held run that was cancelled or has expired.
create function orchex.beat(
  p_workers int[], p_low bigint[], p_jobs int[], p_lease_ms int, p_state text, p_held uuid[])
returns table (kind text, worker_id int, wanted text, run_id uuid)
language plpgsql as $$
#variable_conflict use_column
declare
  v_now timestamptz := orchex.clock();
begin
  return query
    update orchex.workers w set heartbeat_at = v_now, graced = false,
           -- never back: the server may have been stopped since it read its clock
           lease_until = greatest(w.lease_until, v_now + p_lease_ms * interval '1 ms'),
           low_token = u.low, jobs = u.jobs, state = p_state
      from unnest(p_workers, p_low, p_jobs) u(worker_id, low, jobs)
     where w.worker_id = u.worker_id and w.ended_at is null
    returning 'worker', w.worker_id, w.wanted, null::uuid;
  return query
    select 'stop', null::int, null::text, r.run_id from orchex.runs r
     where r.run_id = any (p_held) and r.cancel_requested_at is not null;
end $$;

-- What has become due: runs whose time is over end, then jobs whose time has come become claimable. In this order, the
-- one of all locks: what is promoted is locked last, so that nobody waits for a job while he holds another one so.
create function orchex.due() returns table (promoted int, expired int) language plpgsql as $$
begin
  expired := (select count(*)::int from orchex.expire_runs(100));
  promoted := orchex.promote(1000);
  return next;
end $$;

-- Starts runs of the active snapshot. With p_own the caller chose the (single) id: the same id again with the same
-- inputs is the first run, with its metadata replaced. SQLSTATE OX001: the id is taken by another run; OX002: the dag
-- has no active snapshot.
create function orchex.enqueue(
  p_dag text, p_run uuid[], p_inputs json[], p_metadata json[], p_own boolean, p_tenant text, p_run_at timestamptz)
returns table (version text, created boolean)
language plpgsql as $$
#variable_conflict use_column
declare
  v_now timestamptz := orchex.clock();
  v_dag int; v_snapshot int; v_version text; v_tasks int; v_timeout bigint;
  v_status smallint; v_ended timestamptz; v_timeout_at timestamptz;
begin
  if p_own then
    select s.version into v_version from orchex.runs r
      join orchex.dags d on d.dag_id = r.dag_id and d.name = p_dag
      join orchex.snapshots s on s.snapshot_id = r.snapshot_id
      left join orchex.payloads p on p.run_id = r.run_id
     where r.run_id = p_run[1] and coalesce(r.inputs, p.inputs)::jsonb = p_inputs[1]::jsonb;
    if found then
      update orchex.runs r set metadata = p_metadata[1] where r.run_id = p_run[1];
      return query select v_version, false;
      return;
    end if;
  end if;
  select d.dag_id, s.snapshot_id, s.version, s.task_count, s.timeout_ms into v_dag, v_snapshot, v_version, v_tasks, v_timeout
    from orchex.dags d join orchex.snapshots s on s.snapshot_id = d.active_snapshot_id where d.name = p_dag;
  if not found then
    raise exception using errcode = 'OX002', message = format('dag %s has no active snapshot', p_dag);
  end if;
  -- a run without a task has nothing to wait for
  v_ended := case when v_tasks = 0 then v_now end;
  v_status := case when v_tasks = 0 then 2 else 0 end;
  v_timeout_at := coalesce(p_run_at, v_now) + v_timeout * interval '1 ms';
  if cardinality(p_run) = 1 and not p_own then
    -- for one run, and an id that nobody else can have, this costs a good part less
    insert into orchex.runs (run_id, dag_id, snapshot_id, open_jobs, status, finished_at, tenant, run_at, timeout_at, created_at, inputs, metadata)
    values (p_run[1], v_dag, v_snapshot, v_tasks, v_status, v_ended, p_tenant, p_run_at, v_timeout_at, v_now,
            case when octet_length(p_inputs[1]::text) <= 1000 then p_inputs[1] end, p_metadata[1]);
  else
    insert into orchex.runs (run_id, dag_id, snapshot_id, open_jobs, status, finished_at, own_id, tenant, run_at, timeout_at, created_at, inputs, metadata)
    select u.run_id, v_dag, v_snapshot, v_tasks, v_status, v_ended, p_own, p_tenant, p_run_at, v_timeout_at, v_now,
           case when octet_length(u.inputs::text) <= 1000 then u.inputs end, u.metadata
      from unnest(p_run, p_inputs, p_metadata) u(run_id, inputs, metadata)
    on conflict do nothing;
  end if;
  if p_own and not found then
    -- somebody else's run, or the same one a moment ago: look again, now that it is committed
    return query select e.version, e.created from orchex.enqueue_again(p_dag, p_run[1], p_inputs[1], p_metadata[1]) e;
    return;
  end if;
  if octet_length(p_inputs::text) > 1000 then
    insert into orchex.payloads (run_id, inputs)
      select u.run_id, u.inputs from unnest(p_run, p_inputs) u(run_id, inputs) where octet_length(u.inputs::text) > 1000;
  end if;
  insert into orchex.jobs (run_id, task_no, dag_id, snapshot_id, unmet, ready, root, place, queue, next_attempt_at)
    select r.run_id, t.task_no, v_dag, v_snapshot, t.requires, t.requires = 0 and p_run_at is null, t.requires = 0, orchex.place(t.priority, nextval('orchex.places')), t.queue,
           case when t.requires = 0 then p_run_at end
      from unnest(p_run) with ordinality r(run_id, n) cross join orchex.snapshot_tasks t
     where t.snapshot_id = v_snapshot;
  perform orchex.wake(array[v_dag]);
  return query select v_version, true;
end $$;

create function orchex.enqueue_again(p_dag text, p_run uuid, p_inputs json, p_metadata json)
returns table (version text, created boolean)
language plpgsql as $$
#variable_conflict use_column
declare
  v_version text;
begin
  update orchex.runs r set metadata = p_metadata
    from orchex.dags d, orchex.snapshots s
   where r.run_id = p_run and d.dag_id = r.dag_id and d.name = p_dag and s.snapshot_id = r.snapshot_id
     and coalesce(r.inputs, (select p.inputs from orchex.payloads p where p.run_id = p_run))::jsonb = p_inputs::jsonb
  returning s.version into v_version;
  if not found then
    raise exception using errcode = 'OX001', message = format('run %s exists already, with other inputs or of another dag', p_run);
  end if;
  return query select v_version, false;
end $$;

-- Gives dead or failed jobs another life: attempts, failures and crashes from zero, and whatever they blocked back to
-- pending. Jobs of cancelled runs stay what they are.
create function orchex.requeue(
  p_status smallint, p_dag int, p_task text, p_since timestamptz, p_min_attempts int, p_run uuid)
returns int language plpgsql as $$
declare
  v_now timestamptz := orchex.clock();
  v_runs uuid[]; v_count int := 0; v_dags int[];
begin
  select array_agg(distinct j.run_id) into v_runs
    from orchex.jobs j join orchex.snapshot_tasks t on t.snapshot_id = j.snapshot_id and t.task_no = j.task_no
   where j.status = p_status and (p_dag is null or j.dag_id = p_dag) and (p_task is null or t.name = p_task)
     and (p_since is null or j.finished_at >= p_since) and (p_min_attempts is null or j.attempts >= p_min_attempts)
     and (p_run is null or j.run_id = p_run);
  if v_runs is null then
    return 0;
  end if;
  select array_agg(l.run_id) into v_runs from (
    select r.run_id from orchex.runs r where r.run_id = any (v_runs) and r.cancel_requested_at is null
     order by r.run_id for update) l;
  with q as (
    update orchex.jobs j set status = 0, ready = (j.unmet = 0), attempts = 0, failures = 0, crashes = 0, error = null,
           next_attempt_at = null, started_at = null, finished_at = null
     -- locked is only what is being claimed, and so tried again anyway: as in stop_run nobody waits for it
     where j.ctid = any (array(
       select b.ctid from orchex.jobs b
         join orchex.snapshot_tasks t on t.snapshot_id = b.snapshot_id and t.task_no = b.task_no
        where b.run_id = any (v_runs) and b.status = p_status and (p_task is null or t.name = p_task)
          and (p_since is null or b.finished_at >= p_since) and (p_min_attempts is null or b.attempts >= p_min_attempts)
          for update of b skip locked))
    returning j.run_id, j.dag_id)
  , c as (select q.run_id, count(*)::int as n from q group by 1)
  , r as (
    update orchex.runs r set
        open_jobs = r.open_jobs + case when p_status = 4 then c.n else 0 end,
        dead_jobs = r.dead_jobs - case when p_status = 4 then c.n else 0 end,
        status = case when r.status = 1 then 1 else 0 end, finished_at = null,
        -- a run that had finished has the time of a whole run again
        timeout_at = case when r.finished_at is null then r.timeout_at
                          else v_now + (select s.timeout_ms from orchex.snapshots s where s.snapshot_id = r.snapshot_id) * interval '1 ms' end
      from c where r.run_id = c.run_id)
  select coalesce(sum(c.n), 0)::int, (select array_agg(distinct q.dag_id) from q) into v_count, v_dags from c;
  if p_status = 4 then
    perform orchex.unblock(v_runs);
  end if;
  if v_dags is not null then
    perform orchex.wake(v_dags);
  end if;
  return v_count;
end $$;

-- Returns to pending what no dead ancestor blocks any more, recomputed from each run's snapshot; what another one still
-- blocks names that one from now on. The caller holds the locks of these runs.
create function orchex.unblock(p_runs uuid[]) returns void language plpgsql as $$
begin
  with recursive below as (
    select j.run_id, j.snapshot_id, e.dst, j.task_no as cause
      from orchex.jobs j join orchex.snapshot_edges e on e.snapshot_id = j.snapshot_id and e.src = j.task_no
     where j.run_id = any (p_runs) and j.status = 4
    union
    select b.run_id, b.snapshot_id, e.dst, b.cause
      from below b join orchex.snapshot_edges e on e.snapshot_id = b.snapshot_id and e.src = b.dst
  ), kept as (
    update orchex.jobs j set error = 'blocked due to upstream dead task ' || t.name
      from (select b.run_id, b.dst, b.snapshot_id, min(b.cause) as cause from below b group by 1, 2, 3) x
      join orchex.snapshot_tasks t on t.snapshot_id = x.snapshot_id and t.task_no = x.cause
     where j.run_id = x.run_id and j.task_no = x.dst and j.status = 6
  ), freed as (
    update orchex.jobs j set status = 0, ready = (j.unmet = 0), error = null
     where j.run_id = any (p_runs) and j.status = 6
       and not exists (select from below b where b.run_id = j.run_id and b.dst = j.task_no)
    returning j.run_id)
  update orchex.runs r set open_jobs = r.open_jobs + x.n
    from (select f.run_id, count(*)::int as n from freed f group by 1) x where r.run_id = x.run_id;
end $$;
