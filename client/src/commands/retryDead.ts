import { pickDag } from "../ui/pickDag.ts";
import type { Command } from "./command.ts";
import { retryJobs } from "./retryJobs.ts";

/** Gives every dead job of a DAG, or of one of its tasks, another life. */
export const retryDead: Command = async (app, about) => {
  const { folder, dag } = await pickDag(app, about);
  await retryJobs(app, folder, { status: "dead", dag, ...(about.task !== undefined && { task: about.task }) });
};
