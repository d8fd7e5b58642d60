import * as vscode from "vscode";

/** Shows that something takes its time, with what it says meanwhile and a way to end it. */
export async function withProgress<Value>(
  title: string,
  work: (report: (message: string) => void, token: vscode.CancellationToken) => Promise<Value>,
): Promise<Value> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) =>
    work((message) => progress.report({ message }), token),
  );
}
