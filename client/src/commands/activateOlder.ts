import * as vscode from "vscode";
import type { App } from "../app.ts";
import { pickDag } from "../ui/pickDag.ts";
import { shortVersion, timeWords } from "../words.ts";
import type { Command } from "./command.ts";

/** Makes new runs use a version that was stored before: the way back. */
export const activateOlder: Command = async (app, about) => {
  const { t } = vscode.l10n;
  const { folder, dag } = await pickDag(app, about);
  if (about.version !== undefined) return activate(app, { folder, dag, version: about.version });
  const { snapshots } = await app.link.ask(folder, "snapshots", { dag });
  const others = snapshots.filter(({ active }) => !active);
  if (others.length === 0) throw new Error(t('"{0}" has no other snapshot.', dag));
  const items = others.map(({ version, createdAt, tasks, runsInFlight }) => ({
    label: shortVersion(version),
    description: timeWords(createdAt, new Date()),
    detail: [t("Tasks: {0}", tasks), runsInFlight > 0 ? t("runs in flight: {0}", runsInFlight) : ""]
      .filter((word) => word !== "")
      .join(" · "),
    version,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: t('Which snapshot of "{0}" should be active?', dag),
  });
  if (chosen === undefined) return;
  await activate(app, { folder, dag, version: chosen.version });
};

async function activate(
  app: App,
  { folder, dag, version }: { readonly folder: string; readonly dag: string; readonly version: string },
): Promise<void> {
  const { t } = vscode.l10n;
  const active = await app.link.ask(folder, "activate", { dag, version });
  void vscode.window.setStatusBarMessage(
    `$(check) ${t('Snapshot {0} of "{1}" is active.', shortVersion(active.version), dag)}`,
    10_000,
  );
}
