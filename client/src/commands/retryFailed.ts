import { pickDag } from "../ui/pickDag.ts";
import type { Command } from "./command.ts";
import { retryJobs } from "./retryJobs.ts";

/** Lets the jobs of a DAG that wait for their retry go at once. */
export const retryFailed: Command = async (app, about) => {
  const { folder, dag } = await pickDag(app, about);
  await retryJobs(app, folder, { status: "failed", dag });
};
