import * as vscode from "vscode";

/** What went wrong, as the runtime tells it: a stable code, a sentence, and what to do about it. */
export interface Told {
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
}

/** Reads what an error tells: the data of a failed request, else its message. */
export function toldBy(error: unknown): Told {
  const data = typeof error === "object" && error !== null && "data" in error ? error.data : undefined;
  if (isTold(data)) return data;
  return { code: "", message: error instanceof Error ? error.message : String(error), remedy: null };
}

function isTold(value: unknown): value is Told {
  if (typeof value !== "object" || value === null) return false;
  const { code, message } = value as Record<string, unknown>;
  return typeof code === "string" && typeof message === "string";
}

export interface Failure {
  /** The title of the command that failed. */
  readonly what: string;
  readonly error: unknown;
  /** What the command was given on: what is offered is about the same. */
  readonly argument: unknown;
}

/** Shows a failure with what can be done about it, and does what is chosen. */
export async function showFailure({ what, error, argument }: Failure, log: vscode.LogOutputChannel): Promise<void> {
  if (error instanceof vscode.CancellationError) return;
  const told = toldBy(error);
  log.error(`${what}: ${told.message}`, told.code);
  const offers = offersFor(told.code);
  const text = [`${what}: ${told.message}`, told.remedy ?? ""].filter((part) => part !== "").join(" ");
  const chosen = await vscode.window.showErrorMessage(text, ...offers.map(({ title }) => title));
  const offer = offers.find(({ title }) => title === chosen);
  if (offer !== undefined) await vscode.commands.executeCommand(offer.command, argument);
}

interface Offer {
  readonly title: string;
  readonly command: string;
}

/** What helps against a failure, by its code; the log helps to understand any. */
function offersFor(code: string): readonly Offer[] {
  const { t } = vscode.l10n;
  const showLog = { title: t("Show Log"), command: "orchex.showLog" };
  const setDatabase = { title: t("Set Database…"), command: "orchex.setDatabase" };
  const startDatabase = { title: t("Start Embedded Database"), command: "orchex.startDatabase" };
  switch (code) {
    case "database.schema-missing":
    case "database.schema-older":
      return [{ title: t("Initialise Database"), command: "orchex.initialiseDatabase" }, showLog];
    case "database.stopped":
      return [startDatabase, setDatabase, showLog];
    case "trust.restricted":
      return [{ title: t("Manage Workspace Trust"), command: "workbench.trust.manage" }];
    case "snapshot.none-active":
      return [{ title: t("Snapshot & Activate"), command: "orchex.snapshotAndActivate" }, showLog];
    default:
      if (code.startsWith("database.")) return [setDatabase, startDatabase, showLog];
      if (code.startsWith("server.")) return [{ title: t("Restart"), command: "orchex.restartServer" }, showLog];
      return [showLog];
  }
}
