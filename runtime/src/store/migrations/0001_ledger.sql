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
-- of starting a run. Only the functions of the ledger write to these tables, and the tests put the constraints back
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
