import * as vscode from "vscode";

/** The translations that the editor has loaded, for the page, which cannot ask for them. */
export function wordsOfGraph(): Readonly<Record<string, string>> {
  const words = Object.entries(vscode.l10n.bundle ?? {});
  return Object.fromEntries(words.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}
