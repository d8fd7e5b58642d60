import * as vscode from "vscode";
import type { Ledgers } from "./ledger/ledgers.ts";

interface RunLink extends vscode.TerminalLink {
  readonly folder: string;
  readonly runId: string;
}

const RUN_ID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;

/**
 * Makes the ids of recent runs, which `orchex` prints in a terminal, open their reports. Lines are looked at while they
 * are drawn: what is not known without asking is no link.
 */
export class RunLinks implements vscode.TerminalLinkProvider<RunLink> {
  readonly #ledgers: Pick<Ledgers, "projects">;

  constructor(ledgers: Pick<Ledgers, "projects">) {
    this.#ledgers = ledgers;
  }

  provideTerminalLinks({ line }: Pick<vscode.TerminalLinkContext, "line">): RunLink[] {
    return [...line.matchAll(RUN_ID)].flatMap(({ 0: found, index }) => {
      const runId = found.toLowerCase();
      const project = this.#ledgers.projects.find(({ runs }) => runs?.some((run) => run.runId === runId));
      if (project === undefined) return [];
      const tooltip = vscode.l10n.t("Show Run Report");
      return [{ startIndex: index, length: found.length, tooltip, folder: project.folder, runId }];
    });
  }

  async handleTerminalLink({ folder, runId }: RunLink): Promise<void> {
    await vscode.commands.executeCommand("orchex.showRunReport", { folder, runId });
  }
}
