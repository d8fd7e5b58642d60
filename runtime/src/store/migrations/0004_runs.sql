-- How runs are started, ended and retried, and what becomes due.

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
