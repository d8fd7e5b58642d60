import type { Query } from "../support/invariants.ts";

/** What happened to jobs, counted at the end from what was recorded: a soak in which these are 0 has shown nothing. */
const ENCOUNTERS: Readonly<Record<string, string>> = {
  runs: "select count(*) from orchex.runs r",
  "runs that succeeded": "select count(*) from orchex.runs r where r.status = 2",
  "runs that failed": "select count(*) from orchex.runs r where r.status = 3",
  "runs that were cancelled": "select count(*) from orchex.runs r where r.status = 4",
  jobs: "select count(*) from orchex.jobs j",
  claims: "select count(*) from orchex.job_moves m where m.was <> 1 and m.status = 1",
  "recorded updates": "select (select count(*) from orchex.job_moves m) + (select count(*) from orchex.run_moves m)",
  "bodies begun": "select count(*) from orchex.effects e",
  "bodies that did not come to their end": "select count(*) from orchex.effects e where e.ended_at is null",
  "bodies that ended and whose result was not taken": `
    select count(*) from orchex.effects e where e.ended_at is not null and not exists (
      select from orchex.job_moves m where m.token = e.token and m.status = 2)`,
  "results that a worker was told are stored": "select count(*) from orchex.accepted a",
  "jobs taken back from lost workers": "select count(*) from orchex.job_moves m where m.was = 1 and m.crashes = 1",
  "jobs given back": "select count(*) from orchex.job_moves m where m.was = 1 and m.attempts = -1",
  "attempts that failed": "select count(*) from orchex.attempts a where a.outcome = 'failed'",
  "attempts that timed out": "select count(*) from orchex.attempts a where a.outcome = 'timed-out'",
  "attempts that were cancelled": "select count(*) from orchex.attempts a where a.outcome = 'cancelled'",
  "jobs that died": "select count(*) from orchex.job_moves m where m.was = 1 and m.status = 4",
  "jobs that died of lost workers":
    "select count(*) from orchex.job_moves m where m.was = 1 and m.status = 4 and m.crashes = 1",
  "jobs retried from dead": "select count(*) from orchex.job_moves m where m.was = 4",
  "jobs skipped": "select count(*) from orchex.job_moves m where m.was <> m.status and m.status = 5",
  "runs that ran out of time": "select count(*) from orchex.runs r where r.error like 'run.timeout%'",
  "registrations of workers": "select count(*) from orchex.workers w",
  "workers lost": "select count(*) from orchex.workers w where w.state = 'lost'",
  "bodies longer than their lease":
    "select count(*) from orchex.effects e where e.ended_at > e.began_at + interval '2 seconds'",
  "bodies of ten leases whose result was taken": `
    select count(*) from orchex.effects e join orchex.job_moves m on m.token = e.token and m.status = 2
     where e.ended_at > e.began_at + interval '19 seconds'`,
};

export async function encountersOf(query: Query): Promise<Record<string, number>> {
  const counts = Object.entries(ENCOUNTERS).map(([what, text]) => `select '${what}' as what, (${text})::int as n`);
  const rows = await query<{ what: string; n: number }>(counts.join(" union all "));
  return Object.fromEntries(rows.map(({ what, n }) => [what, n]));
}

/** What no storm, however short, may leave out. */
export const EXPECTED: readonly string[] = [
  "runs that succeeded",
  "runs that failed",
  "runs that were cancelled",
  "bodies that did not come to their end",
  "bodies that ended and whose result was not taken",
  "results that a worker was told are stored",
  "jobs taken back from lost workers",
  "jobs given back",
  "attempts that failed",
  "attempts that timed out",
  "jobs that died",
  "jobs retried from dead",
  "jobs skipped",
  "runs that ran out of time",
  "workers lost",
  "bodies longer than their lease",
  // As the workers heard.
  "writes refused by their fence",
];

/** What takes its time. */
export const EXPECTED_OF_LONG: readonly string[] = [
  "attempts that were cancelled",
  "bodies of ten leases whose result was taken",
  "jobs that died of lost workers",
];
