import * as vscode from "vscode";
import type { Link } from "../link.ts";
import type { Sources } from "../sources.ts";
import { jobText } from "./jobText.ts";
import { reportText } from "./reportText.ts";
import { snapshotText } from "./snapshotText.ts";
import { addressOfDocument, subjectOfQuery, type DocumentSubject } from "./subject.ts";

const SCHEME = "orchex";

/** Longer documents are not read into an editor. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Read-only documents: what a job got, gave and said, a run as text, and graphs to compare. They follow the ledger. */
export class Documents implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #link: Link;
  readonly #sources: Sources;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(link: Link, sources: Sources) {
    this.#link = link;
    this.#sources = sources;
    this.#subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      link.onChanged(({ folder, changed }) => {
        if (changed.topic === "runs") this.#refresh(folder, ["report", "job"]);
        if (changed.topic === "dags") this.#refresh(folder, ["active"]);
      }),
      sources.onDidChange(() => this.#refresh(null, ["code"])),
    ];
  }

  uri(subject: DocumentSubject): vscode.Uri {
    return vscode.Uri.from({ scheme: SCHEME, ...addressOfDocument(subject) });
  }

  async show(subject: DocumentSubject): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.uri(subject));
    await vscode.window.showTextDocument(document, { preview: true });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const subject = subjectOfQuery(uri.query);
    if (subject === null) throw new Error(vscode.l10n.t("There is no such document."));
    switch (subject.kind) {
      case "inputs":
      case "result":
      case "error":
      case "job": {
        const { folder, runId, task, kind } = subject;
        return jobText(kind, await this.#link.ask(folder, "job", { runId, task, maxBytes: MOST_BYTES }));
      }
      case "report":
        return reportText(await this.#link.ask(subject.folder, "run", { runId: subject.runId }));
      case "active": {
        const stored = await this.#link.ask(subject.folder, "snapshotContent", { dag: subject.dag });
        return stored === null ? "" : snapshotText(stored.content);
      }
      case "code": {
        const content = await this.#sources.content(subject.folder, subject.dag);
        return content === null ? "" : snapshotText(content);
      }
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #refresh(folder: string | null, kinds: readonly DocumentSubject["kind"][]): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme !== SCHEME) continue;
      const subject = subjectOfQuery(uri.query);
      if (subject === null || !kinds.includes(subject.kind)) continue;
      if (folder === null || subject.folder === folder) this.#changed.fire(uri);
    }
  }
}
