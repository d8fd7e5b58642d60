import * as vscode from "vscode";
import type { Context } from "./contextKeys.ts";

/** After these the editor has read the walkthroughs, even where it asks a service first which does not answer. */
const AFTER_MS = [500, 2_000, 7_000] as const;

/**
 * The editor ticks a step of a walkthrough when its condition comes true, and never one whose condition was true already
 * when it first read the walkthrough. So each step has a second condition, which comes true again with every page of the
 * editor's own that opens: that may be the walkthrough.
 */
export function walkthroughTicks(context: Context): vscode.Disposable {
  const timers = new Set<NodeJS.Timeout>();
  const tellAgain = () => {
    context.set("isToldAgain", true);
    context.set("isToldAgain", false);
  };
  const subscription = vscode.window.tabGroups.onDidChangeTabs(({ opened }) => {
    if (!opened.some(({ input }) => input === undefined)) return;
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    for (const ms of AFTER_MS) timers.add(setTimeout(tellAgain, ms));
  });
  return new vscode.Disposable(() => {
    subscription.dispose();
    for (const timer of timers) clearTimeout(timer);
  });
}
