import type { Mutant } from "./mutant.ts";

/** Where a result is stored: of one job, and of many. */
const COMPLETION =
  /(and j\.token = (?:u\.token|p_token\[1\])) (and j\.status = 1)(\s+returning j\.(?:run_id, j\.task_no, j\.snapshot_id\n|dag_id))/g;

const ALL = "cardinality(p_run) > 0 then";

/** Bugs in the ledger's SQL. A new one is a new entry. */
export const LEDGER_BUGS: Readonly<Record<string, Mutant>> = {
  "no-fence": {
    bug: "a completion is accepted whoever holds the job now",
    sql: [[COMPLETION, "$2$3"]],
  },
  "no-fence-of-failures": {
    bug: "a failure is accepted whoever holds the job now",
    sql: [
      [
        "and j.token = u.token and j.status = 1\n    returning j.run_id, j.task_no, j.snapshot_id, j.status, j.attempts",
        "and j.status = 1\n    returning j.run_id, j.task_no, j.snapshot_id, j.status, j.attempts",
      ],
      [
        "     where j.status = 1 order by j.run_id, j.task_no for update of j) h;",
        "     where j.status = 1 for update of j) h;",
      ],
    ],
  },
  "token-per-worker": {
    bug: "the fence is the worker's, not the claim's",
    sql: [[/nextval\('orchex\.tokens'\)/g, "p_worker"]],
  },
  "reap-without-recheck": {
    bug: "what a lost worker held is taken back though it has been completed meanwhile",
    sql: [
      [
        "and j.token = h.token and j.status = 1\n      join orchex.workers w on w.worker_id = j.worker_id\n       for update of j skip locked",
        "\n      join orchex.workers w on w.worker_id = j.worker_id\n       for update of j",
      ],
      [
        "and j.token = u.token and j.status = 1\n      returning j.run_id, j.task_no, j.snapshot_id, j.dag_id",
        "\n      returning j.run_id, j.task_no, j.snapshot_id, j.dag_id",
      ],
    ],
  },
  "attempt-uncounted-at-claim": {
    bug: "a claim counts no attempt",
    sql: [[/j\.attempts \+ 1\b/g, "j.attempts"]],
  },
  "fan-in-without-counter": {
    bug: "whether a job is free is found by looking at its siblings",
    sql: [
      [
        "set unmet = j.unmet - x.n, ready = (j.unmet = x.n and j.status = 0)",
        `set (unmet, ready) = (
          select count(*)::smallint, count(*) = 0 and j.status = 0
            from orchex.snapshot_edges e join orchex.jobs p on p.run_id = j.run_id and p.task_no = e.src
           where e.snapshot_id = j.snapshot_id and e.dst = j.task_no and p.status not in (2, 5)
             and not exists (select from d where d.run_id = p.run_id and d.task_no = p.task_no))`,
      ],
      // one job is completed as many are
      [/cardinality\(p_run\) (?:= 1|> \d) then/g, (found) => (found.includes("=") ? "false then" : ALL)],
    ],
  },
  "client-clock-for-leases": {
    bug: "a beat renews the lease by another clock than the ledger's",
    sql: [["v_now + p_lease_ms * interval '1 ms')", "clock_timestamp() + p_lease_ms * interval '1 ms')"]],
  },
  "block-not-transitive": {
    bug: "a dead job blocks its children only",
    sql: [
      [
        "from below b join orchex.snapshot_edges e on e.snapshot_id = b.snapshot_id and e.src = b.dst\n  ), blocked as",
        "from below b join orchex.snapshot_edges e on e.snapshot_id = b.snapshot_id and e.src = b.dst where false\n  ), blocked as",
      ],
    ],
  },
  "unblock-not-recomputed": {
    bug: "a retry leaves blocked what its dead job blocked",
    sql: [["perform orchex.unblock(v_runs);", "null;"]],
  },
  "unblock-too-much": {
    bug: "a retry frees also what another dead job blocks",
    sql: [
      ["where j.run_id = x.run_id and j.task_no = x.dst and j.status = 6\n", "where false\n"],
      [
        "and not exists (select from below b where b.run_id = j.run_id and b.dst = j.task_no)\n    returning j.run_id)",
        "returning j.run_id)",
      ],
    ],
  },
  "priority-ignored": {
    bug: "jobs are claimed by age alone",
    sql: [["orchex.place(t.priority, nextval('orchex.places'))", "nextval('orchex.places')"]],
  },
  "claim-without-lock": {
    bug: "claims do not lock what they are about to take",
    sql: [[/(order by q\.place limit v_limit) for update skip locked/g, "$1"]],
  },
  "retry-without-delay": {
    bug: "a failed job is claimable at once",
    sql: [["and not u.dead and u.delay_ms <= 0,", "and not u.dead,"]],
  },
  "promoted-too-early": {
    bug: "whatever waits for its time is made claimable at the next look",
    sql: [["where q.next_attempt_at <= v_now and", "where"]],
  },
  "crash-budget-not-counted": {
    bug: "lost workers are not counted",
    sql: [["crashes = case when p_lost then j.crashes + 1 else j.crashes end", "crashes = j.crashes"]],
  },
  "crash-counts-as-failure": {
    bug: "a lost worker counts as a failure of the task",
    sql: [
      [
        "crashes = case when p_lost then j.crashes + 1 else j.crashes end",
        "crashes = case when p_lost then j.crashes + 1 else j.crashes end, failures = case when p_lost then j.failures + 1 else j.failures end",
      ],
    ],
  },
  "cancel-not-reaching-queued": {
    bug: "a cancel leaves pending jobs",
    sql: [["b.status in (0, 3, 6) order by", "b.status in (3, 6) order by"]],
  },
  "cancel-without-lock": {
    bug: "a cancel does not lock its run before it looks at it",
    sql: [
      [
        "where r.run_id = p_run and r.finished_at is null for update;",
        "where r.run_id = p_run and r.finished_at is null;",
      ],
    ],
  },
  "retry-in-a-cancelled-run": {
    bug: "a job that fails after its run was cancelled waits for a retry",
    sql: [
      [
        "status = case when r.cancel_requested_at is not null then 7 when u.dead then 4 else 3 end",
        "status = case when u.dead then 4 else 3 end",
      ],
    ],
  },
  "expired-lease-never-recovered": {
    bug: "a worker whose lease has ended is never called lost",
    sql: [["where x.ended_at is null and x.lease_until < v_now\n", "where false\n"]],
  },
  "live-lease-taken": {
    bug: "a worker is called lost a few seconds after its last beat, whatever its lease says",
    sql: [
      [
        "where x.ended_at is null and x.lease_until < v_now\n",
        "where x.ended_at is null and x.heartbeat_at < v_now - interval '8 seconds'\n",
      ],
    ],
  },
  "sweep-by-the-clock": {
    bug: "what an ended worker left is looked for in the first minutes after its end only",
    sql: [["where x.ended_at is not null and not x.swept\n", "where x.ended_at > v_now - p_sweep and not x.swept\n"]],
  },
  "lost-worker-claims-on": {
    bug: "a worker that was called lost goes on claiming under its old id",
    sql: [
      ["if v_alive is null then", "if false then"],
      [/if (?:not v_alive|v_alive is not true) then/g, "if false then"],
    ],
  },
  "dependents-freed-twice": {
    bug: "a completion that is repeated after a lost answer counts again",
    sql: [[COMPLETION, "$1 and j.status in (1, 2)$3"]],
  },
  "buried-twice": {
    bug: "giving a job back that has died under the same claim counts its death again",
    sql: [
      [
        "     where j.status = 1 order by j.run_id, j.task_no for update of j) l;",
        "     where j.status in (1, 4) order by j.run_id, j.task_no for update of j) l;",
      ],
    ],
  },
  "run-finished-too-early": {
    bug: "a run has finished with one job to go",
    sql: [["(case when p_open > 0 then", "(case when p_open > 1 then"]],
  },
  "dead-counted-as-success": {
    bug: "a run with a dead job succeeds",
    sql: [["when p_dead > 0 or p_failed then 3", "when p_failed then 3"]],
  },
  "skip-frees-nothing": {
    bug: "what requires a skipped job waits for ever",
    sql: [["where (select count(*) from r) >= 0", "where (select count(*) from r) >= 0 and p_status = 2"]],
  },
  "skip-in-a-rolling-deploy": {
    bug: "a task is skipped though a live worker knows it",
    sql: [
      [
        "where not exists (select from orchex.workers w where w.ended_at is null and w.registry -> d.name ? t.name)",
        "where true",
      ],
    ],
  },
  "skip-by-old-code": {
    bug: "code that is older than the snapshot says that a task is gone",
    sql: [[" and me.loaded_at > s.activated_at", ""]],
  },
  "requeue-keeps-attempts": {
    bug: "a retry by hand starts with the attempts of the first life",
    sql: [["attempts = 0, failures = 0, crashes = 0, error = null", "failures = 0, crashes = 0, error = null"]],
  },
  "requeue-without-lock": {
    bug: "a retry by hand does not lock its runs",
    sql: [["     order by r.run_id for update) l;\n  with q as (", "     order by r.run_id) l;\n  with q as ("]],
  },
  "release-counts-the-attempt": {
    bug: "a job that is given back has lost an attempt",
    sql: [["attempts = case when p_lost then j.attempts else j.attempts - 1 end", "attempts = j.attempts"]],
  },
  "failure-without-lock": {
    bug: "a failure does not lock its runs before it looks whether they were cancelled",
    sql: [["perform from orchex.runs r where r.run_id = any (v_held) order by r.run_id for update;", "null;"]],
  },
  "other-inputs-accepted": {
    bug: "a run id that is taken is accepted with other inputs",
    sql: [
      [
        "where r.run_id = p_run[1] and coalesce(r.inputs, p.inputs)::jsonb = p_inputs[1]::jsonb;",
        "where r.run_id = p_run[1];",
      ],
    ],
  },
  "start-without-second-look": {
    bug: "a run that somebody else starts at the same moment is an error",
    sql: [["if p_own and not found then", "if false then"]],
  },
  "timeout-of-runs-ignored": {
    bug: "a run may take as long as it likes",
    sql: [["where r.timeout_at < v_now\n", "where false\n"]],
  },
  "migrate-without-lock": {
    bug: "processes that start at once migrate at once",
    sql: [["select pg_advisory_xact_lock(hashtext('orchex migrate'), hashtext($1))", "select $1::text"]],
  },
};
