import * as vscode from "vscode";
import type { App } from "./app.ts";

const MENTIONS = /\borchex\b/;
const LANGUAGES = new Set(["typescript", "typescriptreact", "javascript", "javascriptreact"]);

/** Of a document, as much as an import needs. */
const LOOKED_AT = 20_000;

/**
 * Starts the language server once there is something for it to do: a document that mentions orchex, a folder that is
 * configured for it or depends on it, or a view that somebody looks at. Who writes TypeScript without Orchex pays nothing.
 */
export function startWhenNeeded({ server, trees, log }: App): vscode.Disposable {
  let started = false;
  const subscriptions: vscode.Disposable[] = [];
  const start = () => {
    if (started) return;
    started = true;
    for (const subscription of subscriptions) subscription.dispose();
    server.start().catch((error: unknown) => {
      log.error("The language server did not start", error instanceof Error ? error : String(error));
    });
  };
  const look = (document: vscode.TextDocument) => {
    if (!started && LANGUAGES.has(document.languageId) && mentionsOrchex(document)) start();
  };
  subscriptions.push(
    vscode.workspace.onDidOpenTextDocument(look),
    // `import … from "orchex"` is being typed.
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) look(document);
    }),
    ...Object.values(trees).map((tree) => tree.onDidShow(start)),
  );
  if (Object.values(trees).some(({ view }) => view.visible)) start();
  for (const document of vscode.workspace.textDocuments) look(document);
  if (!started) {
    void isProject().then((found) => {
      if (found) start();
    });
  }
  return vscode.Disposable.from(...subscriptions);
}

function mentionsOrchex(document: vscode.TextDocument): boolean {
  const end = document.positionAt(LOOKED_AT);
  return MENTIONS.test(document.getText(new vscode.Range(0, 0, end.line, end.character)));
}

async function isProject(): Promise<boolean> {
  const [configured] = await vscode.workspace.findFiles("orchex.config.{ts,mts,js,mjs,json}", null, 1);
  if (configured !== undefined) return true;
  const manifests = await vscode.workspace.findFiles(
    "{package.json,*/package.json,*/*/package.json}",
    "**/node_modules/**",
    50,
  );
  for (const manifest of manifests) {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(manifest));
    if (/"orchex"\s*:/.test(text)) return true;
  }
  return false;
}
