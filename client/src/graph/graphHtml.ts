import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

/** The page that studio's script draws in: it may run that script, and nothing else of anywhere. */
export function graphHtml(webview: vscode.Webview, studio: vscode.Uri): string {
  const nonce = randomBytes(16).toString("base64");
  const script = webview.asWebviewUri(vscode.Uri.joinPath(studio, "webview.js")).toString();
  const style = webview.asWebviewUri(vscode.Uri.joinPath(studio, "webview.css")).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    // The layout is made beside the page's thread, by a worker whose text is in the script.
    "worker-src blob:",
  ].join("; ");
  return `<!doctype html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>Orchex</title>
</head>
<body>
<div id="studio"></div>
<script nonce="${nonce}" type="module" src="${script}"></script>
</body>
</html>`;
}
