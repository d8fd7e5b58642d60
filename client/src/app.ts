import type * as vscode from "vscode";
import type { Context } from "./contextKeys.ts";
import type { DatabaseSecret } from "./databaseSecret.ts";
import type { GraphPanels } from "./graph/graphPanels.ts";
import type { LanguageServer } from "./languageServer.ts";
import type { Ledgers } from "./ledger/ledgers.ts";
import type { Link } from "./link.ts";
import type { LocalWorkers } from "./localWorkers.ts";
import type { Sources } from "./sources.ts";
import type { Documents } from "./documents/documents.ts";
import type { InputDocuments } from "./documents/inputDocuments.ts";
import type { Tree } from "./views/tree.ts";

/** The parts of the extension, as `activate` puts them together. */
export interface App {
  readonly extension: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly context: Context;
  readonly server: LanguageServer;
  readonly link: Link;
  /** What the code declares. */
  readonly sources: Sources;
  /** What the ledgers of the folders hold. */
  readonly ledgers: Ledgers;
  readonly database: DatabaseSecret;
  readonly workers: LocalWorkers;
  readonly documents: Documents;
  /** The inputs of runs, as they were entered. */
  readonly inputs: InputDocuments;
  readonly graphs: GraphPanels;
  readonly trees: Readonly<Record<"dags" | "runs" | "queue" | "dead" | "workers", Tree>>;
}
