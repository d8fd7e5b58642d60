import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import type { Command } from "./command.ts";

/** Shorter than it takes to look at a step. */
const AGAIN_AFTER_MS = 700;

/**
 * Opens the walkthrough. The editor begins to read the walkthroughs of extensions when it opens the first, and shows one
 * of its own in the place of one that it has not read yet: so it is told twice.
 */
export const getStarted: Command = async ({ extension }) => {
  const open = () =>
    vscode.commands.executeCommand("workbench.action.openWalkthrough", `${extension.extension.id}#start`, false);
  await open();
  await delay(AGAIN_AFTER_MS);
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  if (activeTab !== undefined && activeTab.input === undefined) await open();
};
