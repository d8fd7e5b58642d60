import type { Database, Statement } from "../database.ts";
import type { JobClaim } from "../store.ts";

const RELEASE: Statement = {
  name: "release",
  text: "select count(*) from orchex.release($1::uuid[], $2::smallint[], $3::bigint[])",
};

/** Gives jobs back with their attempt uncounted. */
export async function release(database: Database, jobs: readonly JobClaim[]): Promise<void> {
  await database.query(RELEASE, [
    jobs.map((job) => job.runId),
    jobs.map((job) => job.taskNo),
    jobs.map((job) => job.token),
  ]);
}
