import * as vscode from "vscode";
import { pickWorker } from "../ui/pickWorker.ts";
import type { Command } from "./command.ts";

type Wanted = "running" | "paused" | "draining" | "stopped";

/** The states from which a worker can come to the wanted one. */
const FROM: Readonly<Record<Wanted, readonly string[]>> = {
  running: ["paused"],
  paused: ["running"],
  draining: ["running", "paused"],
  stopped: ["running", "paused", "draining"],
};

/** States a wish in the ledger, which the worker obeys within a heartbeat, on whatever machine it is. */
export function wantWorker(wanted: Wanted): Command {
  return async (app, about) => {
    const { folder, workerId } = await pickWorker(app, about, vscode.l10n.t("Which worker?"), FROM[wanted]);
    // A process of this window hears it at once, also when no database can be reached.
    if (wanted === "stopped" && app.workers.stop(workerId)) return;
    await app.link.ask(folder, "wantWorker", { workerId, wanted });
  };
}
