import type { InitializeParams } from "vscode-languageserver/node";
import type { ClientAbilities } from "./featureContext.ts";
import { fileOfUri } from "./fileUri.ts";
import { filesIn, isFileUri } from "./params.ts";

/** What the client said about itself when it connected. */
export interface Client extends ClientAbilities {
  /** Folders as absolute paths. */
  readonly folders: readonly string[];
  readonly wantsLive: boolean;
  /** Folder of an `orchex` package, for the live link. */
  readonly runtime: string | null;
  /** Names of environment variables that the live link hands on. */
  readonly environment: readonly string[];
  readonly settings: unknown;
  readonly pullsDiagnostics: boolean;
  readonly versionedPush: boolean;
  readonly configuration: boolean;
  readonly configurationRegistration: boolean;
  readonly watchesFiles: boolean;
  readonly workspaceFolders: boolean;
  readonly progress: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly refreshesCodeLens: boolean;
  readonly refreshesInlayHints: boolean;
}

/** Reads what a client sends at `initialize`, which may be anything. */
export function readClient(params: InitializeParams): Client {
  const capabilities = (path: string) => valueAt(params.capabilities, path);
  const has = (path: string) => capabilities(path) === true;
  const is = (path: string) => typeof capabilities(path) === "object" && capabilities(path) !== null;
  const commands = valueAt(params.initializationOptions, "commands");
  const runtime = valueAt(params.initializationOptions, "runtime");
  return {
    folders: foldersOf(params),
    wantsLive: valueAt(params.initializationOptions, "live") === true,
    runtime: typeof runtime === "string" && runtime !== "" ? runtime : null,
    environment: namesIn(valueAt(params.initializationOptions, "environment")),
    settings: valueAt(params.initializationOptions, "settings"),
    commands: new Set(namesIn(commands)),
    markdown: includes(capabilities("textDocument.hover.contentFormat"), "markdown"),
    locationLinks: has("textDocument.definition.linkSupport"),
    hierarchicalSymbols: has("textDocument.documentSymbol.hierarchicalDocumentSymbolSupport"),
    pullsDiagnostics: is("textDocument.diagnostic"),
    versionedPush: has("textDocument.publishDiagnostics.versionSupport"),
    configuration: has("workspace.configuration"),
    configurationRegistration: has("workspace.didChangeConfiguration.dynamicRegistration"),
    watchesFiles: has("workspace.didChangeWatchedFiles.dynamicRegistration"),
    workspaceFolders: has("workspace.workspaceFolders"),
    progress: has("window.workDoneProgress"),
    refreshesDiagnostics: has("workspace.diagnostics.refreshSupport"),
    refreshesCodeLens: has("workspace.codeLens.refreshSupport"),
    refreshesInlayHints: has("workspace.inlayHint.refreshSupport"),
  };
}

function foldersOf(params: InitializeParams): readonly string[] {
  const { workspaceFolders } = params;
  if (Array.isArray(workspaceFolders)) return filesIn(workspaceFolders, "uri");
  const { rootUri, rootPath } = params as { readonly rootUri?: unknown; readonly rootPath?: unknown };
  if (isFileUri(rootUri)) return [fileOfUri(rootUri)];
  return typeof rootPath === "string" && rootPath !== "" ? [rootPath] : [];
}

function valueAt(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (inner, key) =>
        typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[key] : undefined,
      value,
    );
}

function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}

function includes(value: unknown, item: string): boolean {
  return Array.isArray(value) && value.includes(item);
}
