import { pickDeclaredDag } from "../ui/pickDag.ts";
import type { Command } from "./command.ts";

/** Opens the graph of a DAG beside the editor. */
export const showGraph: Command = async (app, about) => {
  const { declared } = await pickDeclaredDag(app, about);
  await app.graphs.show(declared, about.task ?? null);
};
