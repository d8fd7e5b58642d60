/**
 * Records every update of jobs and runs, in the transaction that makes it: the order of a row's records is the order of
 * its updates, since whoever writes one holds the lock of the row.
 */
export const AUDIT: readonly string[] = [
  `create table orchex.job_moves (
     seq bigint generated always as identity primary key,
     at timestamptz not null default clock_timestamp(),
     run_id uuid not null,
     task_no smallint not null,
     worker_id int not null,
     was smallint not null,
     status smallint not null,
     was_token bigint not null,
     token bigint not null,
     was_ready boolean not null,
     was_unmet smallint not null,
     unmet smallint not null,
     attempts int not null,
     failures int not null,
     crashes int not null
   )`,
  // attempts, failures and crashes are by how much they changed
  `create function orchex.record_job_move() returns trigger language plpgsql as $$
   begin
     insert into orchex.job_moves
       (run_id, task_no, worker_id, was, status, was_token, token, was_ready, was_unmet, unmet, attempts, failures, crashes)
     values (new.run_id, new.task_no, new.worker_id, old.status, new.status, old.token, new.token, old.ready,
             old.unmet, new.unmet, new.attempts - old.attempts, new.failures - old.failures, new.crashes - old.crashes);
     return null;
   end $$`,
  `create trigger record_job_move after update on orchex.jobs
     for each row execute function orchex.record_job_move()`,
  `create table orchex.run_moves (
     seq bigint generated always as identity primary key,
     at timestamptz not null default clock_timestamp(),
     run_id uuid not null,
     was smallint not null,
     status smallint not null
   )`,
  `create function orchex.record_run_move() returns trigger language plpgsql as $$
   begin
     insert into orchex.run_moves (run_id, was, status) values (new.run_id, old.status, new.status);
     return null;
   end $$`,
  `create trigger record_run_move after update on orchex.runs
     for each row execute function orchex.record_run_move()`,
];

/** Once nothing moves any more. */
export const AUDIT_INDEXES: readonly string[] = [
  "create index on orchex.job_moves (run_id, task_no, seq)",
  "create index on orchex.job_moves (token) where status = 1 or was = 1",
  "analyze",
];
