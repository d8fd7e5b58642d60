import { pickDeclaredDag } from "../ui/pickDag.ts";
import type { Command } from "./command.ts";
import { snapshotAndActivate } from "./snapshotAndActivate.ts";
import { storeSnapshot } from "./storeSnapshot.ts";

/** Stores a version of a DAG without making new runs use it. */
export const snapshot: Command = async (app, about) => {
  // As a code lens may ask.
  if (about.activate === true) return snapshotAndActivate(app, about);
  const { declared } = await pickDeclaredDag(app, about);
  await storeSnapshot(app, declared, false);
};
