-- How jobs end otherwise, and how those of lost workers come back.

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
