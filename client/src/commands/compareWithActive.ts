import * as vscode from "vscode";
import { pickDeclaredDag } from "../ui/pickDag.ts";
import { shortVersion } from "../words.ts";
import type { Command } from "./command.ts";

/** Opens both graphs, that of the active snapshot and that of the code, side by side. */
export const compareWithActive: Command = async (app, about) => {
  const { t } = vscode.l10n;
  const { folder, declared } = await pickDeclaredDag(app, about);
  const active = await app.link.ask(folder, "snapshotContent", { dag: declared.name });
  if (active === null) throw new Error(t('"{0}" has no active snapshot.', declared.name));
  const left = app.documents.uri({ kind: "active", folder, dag: declared.name });
  const right = app.documents.uri({ kind: "code", folder, dag: declared.name });
  const title = t("{0}: snapshot {1} ↔ code", declared.name, shortVersion(active.version));
  await vscode.commands.executeCommand("vscode.diff", left, right, title);
};
