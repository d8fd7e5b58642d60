-- How jobs are completed and claimed.

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
