-- The least that a database must do for the same work: claim under a lease, keep the result, free dependents. One job
-- table, no history, no errors, no cancelling: nothing that a user could operate.
create table job (
  id bigint generated always as identity primary key,
  flow_id bigint not null default 0,
  task smallint not null default 0,
  unmet smallint not null default 0,
  ready boolean not null default true,
  state smallint not null default 0,
  attempt smallint not null default 0,
  worker text,
  lease_until timestamptz,
  finished_at timestamptz,
  payload jsonb,
  result jsonb
) with (fillfactor = 70);
create index job_ready on job (id) where ready;
create unique index job_of_flow on job (flow_id, task) where flow_id <> 0;

create table flow (
  id bigint primary key,
  kind text not null,
  open int not null
) with (fillfactor = 50);

create table edge (
  kind text,
  src smallint,
  dst smallint
);

-- One round trip and one commit a batch. Nested loops over sorted rows: two connections lock the rows of the flows that
-- they share in the same order.
create function step(p_ids bigint[], p_results jsonb[], p_limit int, p_worker text)
returns table (id bigint, flow_id bigint, task smallint, payload jsonb)
language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
as $$
#variable_conflict use_column
begin
  if cardinality(p_ids) > 0 then
    with done as (
      update job j set state = 2, result = u.result, finished_at = now(), lease_until = null
        from unnest(p_ids, p_results) u(id, result)
       where j.id = u.id
      returning j.flow_id, j.task
    ), freed as (
      update job j set unmet = j.unmet - x.n, ready = (j.unmet = x.n)
        from (select d.flow_id, e.dst, count(*)::smallint as n
                from done d join flow f on f.id = d.flow_id join edge e on e.kind = f.kind and e.src = d.task
               where d.flow_id <> 0 group by 1, 2 order by 1, 2) x
       -- the partial index is used only where its condition is said
       where j.flow_id <> 0 and j.flow_id = x.flow_id and j.task = x.dst
    )
    update flow f set open = f.open - x.n
      from (select d.flow_id, count(*)::int as n from done d where d.flow_id <> 0 group by 1 order by 1) x
     where f.id = x.flow_id;
  end if;
  return query
    update job j set ready = false, state = 1, attempt = j.attempt + 1, worker = p_worker, lease_until = now() + interval '30 s'
     where j.id = any (array(select q.id from job q where q.ready order by q.id limit p_limit for update skip locked))
    returning j.id, j.flow_id, j.task, j.payload;
end $$;
