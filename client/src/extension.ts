import { join } from "node:path";
import type { ClientOptions } from "orchex-language-server/protocol";
import * as vscode from "vscode";
import type { App } from "./app.ts";
import { Checks } from "./checks.ts";
import { CheckTasks } from "./checkTasks.ts";
import { Context } from "./contextKeys.ts";
import { DatabaseSecret } from "./databaseSecret.ts";
import { Documents } from "./documents/documents.ts";
import { InputDocuments } from "./documents/inputDocuments.ts";
import { GraphPanels } from "./graph/graphPanels.ts";
import { LanguageServer } from "./languageServer.ts";
import { Ledgers } from "./ledger/ledgers.ts";
import { Link } from "./link.ts";
import { LocalWorkers } from "./localWorkers.ts";
import { registerCommands } from "./registerCommands.ts";
import { RunLinks } from "./runLinks.ts";
import { Sources } from "./sources.ts";
import { startWhenNeeded } from "./startWhenNeeded.ts";
import { StatusBar } from "./statusBar.ts";
import { setting } from "./settings.ts";
import { showViews } from "./views/showViews.ts";
import { Tree } from "./views/tree.ts";
import { walkthroughTicks } from "./walkthroughTicks.ts";
import { workerFailures } from "./workerFailures.ts";

/** The extension's parts, for its own tests, which run beside it in the extension host. */
export interface Exports {
  readonly app: App;
  readonly statusBar: StatusBar;
  readonly checks: Checks;
  /** Each extension has one of its own: the tests answer its questions. */
  readonly window: typeof vscode.window;
  readonly setting: typeof setting;
}

let server: LanguageServer | undefined;

export function activate(extension: vscode.ExtensionContext): Exports | undefined {
  const app = build(extension);
  server = app.server;
  const statusBar = new StatusBar(app);
  const checks = new Checks(app.server, app.sources);
  extension.subscriptions.push(
    app.log,
    app.server,
    app.link,
    app.sources,
    app.ledgers,
    app.database,
    app.workers,
    app.documents,
    app.graphs,
    ...Object.values(app.trees),
    statusBar,
    showViews(app),
    registerCommands(app),
    startWhenNeeded(app),
    workerFailures(app.workers),
    walkthroughTicks(app.context),
    checks,
    vscode.window.registerTerminalLinkProvider(new RunLinks(app.ledgers)),
    vscode.tasks.registerTaskProvider("orchex", new CheckTasks(extension)),
    vscode.languages.registerCodeLensProvider({ scheme: "file", pattern: "**/*.inputs.json" }, app.inputs),
  );
  return extension.extensionMode === vscode.ExtensionMode.Production
    ? undefined
    : { app, statusBar, checks, window: vscode.window, setting };
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

/** Puts the parts together; nothing is started yet. */
function build(extension: vscode.ExtensionContext): App {
  const log = vscode.window.createOutputChannel("Orchex", { log: true });
  const server = new LanguageServer({ extension, log, initializationOptions: () => clientOptions(extension) });
  const database = new DatabaseSecret(extension.secrets);
  const link = new Link(server, database);
  const sources = new Sources(server, log);
  const ledgers = new Ledgers(link, log);
  return {
    extension,
    log,
    context: new Context(),
    server,
    link,
    sources,
    ledgers,
    database,
    workers: new LocalWorkers(extension, database, log),
    documents: new Documents(link, sources),
    inputs: new InputDocuments(extension),
    graphs: new GraphPanels({ extension, sources, ledgers, link }),
    trees: {
      dags: new Tree("orchex.dags"),
      runs: new Tree("orchex.runs"),
      queue: new Tree("orchex.queue"),
      dead: new Tree("orchex.dead"),
      workers: new Tree("orchex.workers"),
    },
  };
}

/** What the language server is told at each start. */
function clientOptions({ extensionPath }: vscode.ExtensionContext): ClientOptions {
  return {
    live: vscode.workspace.isTrusted,
    commands: ["orchex.showGraph", "orchex.showTask"],
    // TypeScript's own server answers on identifiers, and VS Code shows the answers of both.
    settings: { identifiers: false },
    runtime: join(extensionPath, "dist-extension", "runtime"),
    environment: setting("worker.environment"),
  };
}
