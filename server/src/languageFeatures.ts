import {
  LSPErrorCodes,
  ResponseError,
  type CallHierarchyItem,
  type Connection,
  type ServerCapabilities,
} from "vscode-languageserver/node";
import type { Result } from "orchex/dag";
import { serverCommands } from "./commands.ts";
import type { FeatureContext } from "./featureContext.ts";
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from "./features/callHierarchy.ts";
import { codeActions } from "./features/codeActions.ts";
import { codeLens } from "./features/codeLens.ts";
import { completion } from "./features/completion.ts";
import { definition } from "./features/definition.ts";
import { documentHighlight } from "./features/documentHighlight.ts";
import { documentSymbol } from "./features/documentSymbol.ts";
import { foldingRange } from "./features/foldingRange.ts";
import { hover } from "./features/hover.ts";
import { inlayHints } from "./features/inlayHints.ts";
import { references } from "./features/references.ts";
import { prepareRename, rename } from "./features/rename.ts";
import { selectionRange } from "./features/selectionRange.ts";
import { workspaceSymbol } from "./features/workspaceSymbol.ts";
import { fileOfUri } from "./fileUri.ts";
import { fieldOf, fileIn, positionIn, positionsIn, rangeIn, textIn } from "./params.ts";
import type { Safely } from "./safely.ts";

/** What the handlers of language features stand on. */
export interface Host {
  readonly connection: Connection;
  readonly safely: Safely;
  readonly contextOf: (file: string) => FeatureContext;
  readonly contexts: () => readonly FeatureContext[];
  readonly execute: (command: string, argument: unknown) => Promise<unknown>;
}

interface LanguageFeature {
  readonly capabilities: ServerCapabilities;
  readonly register: (host: Host) => unknown;
}

/** Every feature of the language: what is announced for it, beside the handler that keeps the promise. */
const languageFeatures: readonly LanguageFeature[] = [
  {
    capabilities: { completionProvider: { triggerCharacters: ['"', "'", "`", "."] } },
    register: ({ connection, safely, contextOf }) =>
      connection.onCompletion(
        safely.request("completion", (p) => completion(contextOf(fileIn(p)), fileIn(p), positionIn(p))),
      ),
  },
  {
    capabilities: { hoverProvider: true },
    register: ({ connection, safely, contextOf }) =>
      connection.onHover(safely.request("hover", (p) => hover(contextOf(fileIn(p)), fileIn(p), positionIn(p)))),
  },
  {
    capabilities: { definitionProvider: true },
    register: ({ connection, safely, contextOf }) =>
      connection.onDefinition(
        safely.request("definition", (p) => definition(contextOf(fileIn(p)), fileIn(p), positionIn(p))),
      ),
  },
  {
    capabilities: { referencesProvider: true },
    register: ({ connection, safely, contextOf }) =>
      connection.onReferences(
        safely.request("references", (p) => {
          const includeDeclaration = fieldOf(fieldOf(p, "context"), "includeDeclaration") !== false;
          return references(contextOf(fileIn(p)), fileIn(p), positionIn(p), includeDeclaration);
        }),
      ),
  },
  {
    capabilities: { documentHighlightProvider: true },
    register: ({ connection, safely, contextOf }) =>
      connection.onDocumentHighlight(
        safely.request("documentHighlight", (p) => documentHighlight(contextOf(fileIn(p)), fileIn(p), positionIn(p))),
      ),
  },
  {
    capabilities: { renameProvider: { prepareProvider: true } },
    register: ({ connection, safely, contextOf }) => {
      connection.onPrepareRename(
        safely.request("prepareRename", (p) => orRefuse(prepareRename(contextOf(fileIn(p)), fileIn(p), positionIn(p)))),
      );
      connection.onRenameRequest(
        safely.request("rename", (p) =>
          orRefuse(rename(contextOf(fileIn(p)), fileIn(p), positionIn(p), textIn(p, "newName"))),
        ),
      );
    },
  },
  {
    capabilities: { codeActionProvider: { codeActionKinds: ["quickfix"] } },
    register: ({ connection, safely, contextOf }) =>
      connection.onCodeAction(
        safely.request("codeAction", (p) => {
          const shown = fieldOf(fieldOf(p, "context"), "diagnostics");
          return codeActions(contextOf(fileIn(p)), fileIn(p), rangeIn(p), Array.isArray(shown) ? shown : []);
        }),
      ),
  },
  {
    capabilities: { codeLensProvider: {} },
    register: ({ connection, safely, contextOf }) =>
      connection.onCodeLens(safely.request("codeLens", (p) => codeLens(contextOf(fileIn(p)), fileIn(p)))),
  },
  {
    capabilities: { inlayHintProvider: true },
    register: ({ connection, safely, contextOf }) =>
      connection.languages.inlayHint.on(
        safely.request("inlayHint", (p) => inlayHints(contextOf(fileIn(p)), fileIn(p), rangeIn(p))),
      ),
  },
  {
    capabilities: { documentSymbolProvider: { label: "Orchex" } },
    register: ({ connection, safely, contextOf }) =>
      connection.onDocumentSymbol(
        safely.request("documentSymbol", (p) => documentSymbol(contextOf(fileIn(p)), fileIn(p))),
      ),
  },
  {
    capabilities: { workspaceSymbolProvider: true },
    register: ({ connection, safely, contexts }) =>
      connection.onWorkspaceSymbol(
        safely.request("workspaceSymbol", (p) => workspaceSymbol(contexts(), textIn(p, "query"))),
      ),
  },
  {
    capabilities: { callHierarchyProvider: true },
    register: ({ connection: { languages }, safely, contextOf }) => {
      const itemIn = (p: unknown) => {
        const item = fieldOf(p, "item") as CallHierarchyItem;
        return { item, context: contextOf(fileOfUri(textIn(item, "uri"))) };
      };
      languages.callHierarchy.onPrepare(
        safely.request("prepareCallHierarchy", (p) =>
          prepareCallHierarchy(contextOf(fileIn(p)), fileIn(p), positionIn(p)),
        ),
      );
      languages.callHierarchy.onIncomingCalls(
        safely.request("incomingCalls", (p) => incomingCalls(itemIn(p).context, itemIn(p).item)),
      );
      languages.callHierarchy.onOutgoingCalls(
        safely.request("outgoingCalls", (p) => outgoingCalls(itemIn(p).context, itemIn(p).item)),
      );
    },
  },
  {
    capabilities: { foldingRangeProvider: true },
    register: ({ connection, safely, contextOf }) =>
      connection.onFoldingRanges(safely.request("foldingRange", (p) => foldingRange(contextOf(fileIn(p)), fileIn(p)))),
  },
  {
    capabilities: { selectionRangeProvider: true },
    register: ({ connection, safely, contextOf }) =>
      connection.onSelectionRanges(
        safely.request("selectionRange", (p) => selectionRange(contextOf(fileIn(p)), fileIn(p), positionsIn(p))),
      ),
  },
  {
    capabilities: { executeCommandProvider: { commands: [...serverCommands] } },
    register: ({ connection, safely, execute }) =>
      connection.onExecuteCommand(
        safely.request("executeCommand", async (p) => {
          const given = fieldOf(p, "arguments");
          return await execute(textIn(p, "command"), Array.isArray(given) ? given[0] : undefined);
        }),
      ),
  },
];

export function languageCapabilities(): ServerCapabilities {
  return Object.assign({}, ...languageFeatures.map((feature) => feature.capabilities)) as ServerCapabilities;
}

export function registerLanguageFeatures(host: Host): void {
  for (const feature of languageFeatures) feature.register(host);
}

/** A refusal is shown to the user as it is. */
function orRefuse<Value>(result: Result<Value> | null): Value | null {
  if (result === null) return null;
  if (result.ok) return result.value;
  throw new ResponseError<never>(LSPErrorCodes.RequestFailed, result.error);
}
