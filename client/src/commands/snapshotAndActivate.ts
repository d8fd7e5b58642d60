import type { SnapshotEntry } from "orchex/protocol";
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { toldBy } from "../failure.ts";
import { pickDeclaredDag } from "../ui/pickDag.ts";
import { driftWords } from "../views/dagsNodes.ts";
import type { Command } from "./command.ts";
import { compareWithActive } from "./compareWithActive.ts";
import { storeSnapshot } from "./storeSnapshot.ts";

const MOST_LINES = 12;

/** Shows what changes and how many runs follow the old version, asks, then stores and activates. */
export const snapshotAndActivate: Command = async (app, about) => {
  const { t } = vscode.l10n;
  const { declared, folder } = await pickDeclaredDag(app, about);
  const errors = declared.errors;
  if (errors > 0) throw new Error(t('"{0}" has {1} problems, which the Problems view shows.', declared.name, errors));
  const active = await activeSnapshot(app, folder, declared.name);
  if (active !== undefined) {
    const activate = t("Snapshot & Activate");
    const compare = t("Compare");
    const chosen = await vscode.window.showInformationMessage(
      t('Make the code of "{0}" its active snapshot?', declared.name),
      { modal: true, detail: detailOf(declared.drift.map(driftWords), active.runsInFlight) },
      activate,
      compare,
    );
    if (chosen === compare) return compareWithActive(app, { folder, dag: declared.name });
    if (chosen !== activate) return;
  }
  await storeSnapshot(app, declared, true);
};

async function activeSnapshot(app: App, folder: string, dag: string): Promise<SnapshotEntry | undefined> {
  try {
    const { snapshots } = await app.link.ask(folder, "snapshots", { dag });
    return snapshots.find(({ active }) => active);
  } catch (error) {
    // It was never stored.
    if (toldBy(error).code === "dag.unknown") return undefined;
    throw error;
  }
}

function detailOf(differences: readonly string[], runsInFlight: number): string {
  const { t } = vscode.l10n;
  const shown = differences.slice(0, MOST_LINES).map((line) => `• ${line}`);
  const more = differences.length - shown.length;
  return [
    ...(differences.length === 0 ? [t("Nothing that is known from the source differs.")] : shown),
    ...(more > 0 ? [t("and {0} more", more)] : []),
    "",
    runsInFlight === 0
      ? t("No run is in flight on the old version.")
      : t("Runs in flight on the old version: {0}. They finish as they began.", runsInFlight),
  ].join("\n");
}
