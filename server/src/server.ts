import type { SourceWorkspace, TypeTier, WorkspaceOptions } from "orchex-analysis";
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  FileOperationPatternKind,
  PositionEncodingKind,
  ResponseError,
  TextDocumentSyncKind,
  WatchKind,
  type Connection,
  type InitializeResult,
} from "vscode-languageserver/node";
import { readClient } from "./client.ts";
import type { ClientNews } from "./clientNews.ts";
import { registerClientRequests } from "./clientRequests.ts";
import { executeCommand } from "./executeCommand.ts";
import { fileOfUri } from "./fileUri.ts";
import { FolderRoots } from "./folderRoots.ts";
import { languageCapabilities, registerLanguageFeatures } from "./languageFeatures.ts";
import { OpenDocuments } from "./openDocuments.ts";
import { fieldOf, fileIn, filesIn, invalid } from "./params.ts";
import type { RuntimeLink } from "./runtimeLink.ts";
import { Safely } from "./safely.ts";
import { Session } from "./session.ts";

export interface ServerOptions {
  readonly connection: Connection;
  readonly version: string;
  /** Tells one build of this program from another. */
  readonly programVersion: string;
  readonly createWorkspace: (options: Pick<WorkspaceOptions, "read" | "isPart">) => SourceWorkspace;
  readonly typeTier: TypeTier | null;
  /** Where caches go; null: nowhere. */
  readonly cacheFolder: string | null;
  readonly live: RuntimeLink;
  readonly news: ClientNews;
}

const SOURCES = "**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}";
/** What says how a project is run, beside an orchex.config that is source. */
const SETTINGS = "**/{.env,orchex.config.json,package.json,tsconfig.json,jsconfig.json}";

/** Builds the object graph around a connection and listens on it. */
export function startServer({
  connection,
  version,
  programVersion,
  createWorkspace,
  typeTier,
  cacheFolder,
  live,
  news,
}: ServerOptions): void {
  const documents = new OpenDocuments();
  let session: Session | null = null;
  const current = (): Session => {
    if (session === null)
      throw new ResponseError<never>(ErrorCodes.ServerNotInitialized, "The server is not initialized.");
    return session;
  };
  const safely = new Safely({
    prepare: () => current().prepare(),
    versionOf: (params) => {
      const uri = fieldOf(fieldOf(params, "textDocument"), "uri");
      return typeof uri === "string" ? documents.get(fileOfUri(uri))?.version : undefined;
    },
    logError: (message) => connection.console.error(message),
  });

  connection.onInitialize((params) => {
    if (session !== null) return new ResponseError(ErrorCodes.InvalidRequest, "The server is initialized already.");
    const client = readClient(params);
    session = new Session({
      connection,
      client,
      documents,
      live,
      createWorkspace,
      cacheFolder,
      programVersion,
      typeTier,
      onChange: () => news.declaredChanged(),
    });
    return initializeResult(version);
  });
  connection.onInitialized(
    safely.notification("initialized", () => {
      void current().readFolders().catch(logError);
      void introduce(connection, current()).catch(logError);
      current().followLive();
      listenToFolders({ connection, safely, current, logError });
    }),
  );
  connection.onShutdown(async () => {
    news.dispose();
    await session?.dispose();
  });
  connection.onDidChangeConfiguration(
    safely.notification(
      "didChangeConfiguration",
      (params) => void readConfiguration(connection, current(), params).catch(logError),
    ),
  );
  listenToDocuments({ connection, safely, documents, current });
  listenToFiles({ connection, safely, current });
  registerLanguageFeatures({
    connection,
    safely,
    contextOf: (file) => current().contextOf(file),
    contexts: () => current().contexts(),
    execute: async (command, argument) =>
      await executeCommand(live.actions, (file) => current().workspaceOf(file), command, argument),
  });
  registerClientRequests({
    connection,
    safely,
    link: live,
    news,
    declared: () => {
      const folders = new FolderRoots(current().folders);
      return { contexts: current().contexts(), folderOf: (file) => folders.folderOf(file) };
    },
    trust: () => current().trust(),
  });
  connection.languages.diagnostics.on(
    safely.request(
      "diagnostic",
      (params) => current().reporter.ofDocument(fileIn(params), fieldOf(params, "previousResultId")),
      (params) => current().prepareProblems(fileIn(params)),
    ),
  );
  connection.languages.diagnostics.onWorkspace(
    safely.request("workspaceDiagnostic", async (params, token, takesPartialResults) => {
      if (!Array.isArray(fieldOf(params, "previousResultIds"))) return invalid("previousResultIds must be an array");
      return await current().reporter.ofWorkspace(params.previousResultIds, takesPartialResults, token);
    }),
  );
  connection.listen();

  function logError(error: unknown): void {
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

function initializeResult(version: string): InitializeResult {
  const files = [
    { scheme: "file", pattern: { glob: SOURCES, matches: FileOperationPatternKind.file } },
    { scheme: "file", pattern: { glob: "**", matches: FileOperationPatternKind.folder } },
  ];
  return {
    serverInfo: { name: "orchex-language-server", version },
    capabilities: {
      ...languageCapabilities(),
      positionEncoding: PositionEncodingKind.UTF16,
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
      diagnosticProvider: { identifier: "orchex", interFileDependencies: true, workspaceDiagnostics: true },
      workspace: {
        workspaceFolders: { supported: true, changeNotifications: true },
        fileOperations: { didCreate: { filters: files }, didRename: { filters: files }, didDelete: { filters: files } },
      },
    },
  };
}

/** What a server may ask of its client only once that is initialized. */
async function introduce(connection: Connection, session: Session): Promise<void> {
  const { client } = session;
  if (client.watchesFiles) {
    // A deleted folder is one event, whose name no pattern of source files matches.
    const watchers = [
      { globPattern: SOURCES, kind: WatchKind.Create | WatchKind.Change },
      { globPattern: "**", kind: WatchKind.Delete },
      { globPattern: SETTINGS, kind: WatchKind.Create | WatchKind.Change },
    ];
    await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  }
  if (client.configurationRegistration) {
    await connection.client.register(DidChangeConfigurationNotification.type, { section: "orchex" });
  }
  if (client.configuration) await session.changeSettings(await connection.workspace.getConfiguration("orchex"));
}

async function readConfiguration(connection: Connection, session: Session, params: unknown): Promise<void> {
  if (session.client.configuration) {
    await session.changeSettings(await connection.workspace.getConfiguration("orchex"));
  } else {
    await session.changeSettings(fieldOf(fieldOf(params, "settings"), "orchex"));
  }
}

interface DocumentListener {
  readonly connection: Connection;
  readonly safely: Safely;
  readonly documents: OpenDocuments;
  readonly current: () => Session;
}

function listenToDocuments({ connection, safely, documents, current }: DocumentListener): void {
  connection.onDidOpenTextDocument(
    safely.notification("didOpen", (params) => {
      const session = current();
      if (typeof fieldOf(fieldOf(params, "textDocument"), "text") !== "string")
        return invalid("textDocument.text must be a string");
      fileIn(params);
      session.documentOpened(documents.open(params));
      session.diskMayHaveChanged();
    }),
  );
  connection.onDidChangeTextDocument(
    safely.notification("didChange", (params) => {
      const session = current();
      const file = fileIn(params);
      if (!Array.isArray(params.contentChanges) || !params.contentChanges.every(isContentChange)) {
        return invalid("contentChanges must be an array of changes");
      }
      if (documents.change(params) === null)
        connection.console.warn(`A document was changed that is not open: ${file}`);
      else session.documentChanged(file);
    }),
  );
  connection.onDidCloseTextDocument(
    safely.notification("didClose", (params) => {
      const session = current();
      fileIn(params);
      const file = documents.close(params);
      if (file !== null) session.documentChanged(file);
    }),
  );
  connection.onDidSaveTextDocument(safely.notification("didSave", () => current().diskMayHaveChanged()));
}

function isContentChange(change: unknown): boolean {
  if (typeof fieldOf(change, "text") !== "string") return false;
  const range = fieldOf(change, "range");
  return range === undefined || [fieldOf(range, "start"), fieldOf(range, "end")].every(isPosition);
}

function isPosition(value: unknown): boolean {
  return Number.isInteger(fieldOf(value, "line")) && Number.isInteger(fieldOf(value, "character"));
}

interface FileListener {
  readonly connection: Connection;
  readonly safely: Safely;
  readonly current: () => Session;
  readonly logError: (error: unknown) => void;
}

function listenToFiles({ connection, safely, current }: Omit<FileListener, "logError">): void {
  const touched = (list: unknown, ...fields: readonly string[]) => current().diskChanged(filesIn(list, ...fields));
  connection.onDidChangeWatchedFiles(
    safely.notification("didChangeWatchedFiles", (params) => touched(fieldOf(params, "changes"), "uri")),
  );
  connection.workspace.onDidCreateFiles(
    safely.notification("didCreateFiles", (params) => touched(fieldOf(params, "files"), "uri")),
  );
  connection.workspace.onDidDeleteFiles(
    safely.notification("didDeleteFiles", (params) => touched(fieldOf(params, "files"), "uri")),
  );
  connection.workspace.onDidRenameFiles(
    safely.notification("didRenameFiles", (params) => touched(fieldOf(params, "files"), "oldUri", "newUri")),
  );
}

/**
 * From `initialized` on and not before: where the client has folders, the library takes these for itself when it is
 * initialized, and whoever listens last hears them.
 */
function listenToFolders({ connection, safely, current, logError }: FileListener): void {
  connection.onNotification(
    "workspace/didChangeWorkspaceFolders",
    safely.notification<unknown>("didChangeWorkspaceFolders", (params) => {
      const event = fieldOf(params, "event");
      void current()
        .changeFolders(filesIn(fieldOf(event, "added"), "uri"), filesIn(fieldOf(event, "removed"), "uri"))
        .catch(logError);
    }),
  );
}
