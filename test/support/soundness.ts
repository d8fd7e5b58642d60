/** What every row of runs and jobs is at every moment, as constraints that a tested ledger has beside its own. */
export const SOUNDNESS: readonly string[] = [
  `alter table orchex.runs add constraint runs_sound check (
     status between 0 and 4 and open_jobs >= 0 and dead_jobs >= 0 and (finished_at is null) = (status < 2))`,
  `alter table orchex.jobs add constraint jobs_sound check (
     status between 0 and 7 and unmet >= 0 and attempts >= 0
     and (not ready or (status in (0, 3) and unmet = 0))
     and (status in (2, 5)) = (result is not null)
     and (status not in (4, 6) or error is not null))`,
];
