import { createHash } from "node:crypto";
import {
  DocumentDiagnosticReportKind,
  type CancellationToken,
  type Connection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type PreviousResultId,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import type { Client } from "./client.ts";
import { fileOfUri } from "./fileUri.ts";

export interface DiagnosticsReporterOptions {
  readonly connection: Connection;
  readonly client: Client;
  readonly diagnosticsOf: (file: string) => Diagnostic[];
  /** Every file that may have a list that is not empty. */
  readonly files: () => Iterable<string>;
  readonly uriOf: (file: string) => string;
  /** Null for a file that is not open. */
  readonly versionOf: (file: string) => number | null;
}

/**
 * Tells the client what is wrong: answers when it asks (pull), or sends what has changed where it cannot ask (push).
 * A list is known by the hash of what is in it, so that an unchanged one is never sent twice.
 */
export class DiagnosticsReporter {
  readonly #options: DiagnosticsReporterOptions;
  /** Push: of each file with a list that the client holds, the hash of it. */
  readonly #sent = new Map<string, string>();
  /** Pull: requests that wait until something is new. */
  readonly #waiting = new Set<() => void>();

  constructor(options: DiagnosticsReporterOptions) {
    this.#options = options;
  }

  /** Lists may have changed. `inEditor` are files that the client asks about by itself, since it changed them. */
  changed(files: Iterable<string>, inEditor: ReadonlySet<string>): void {
    const { client, connection } = this.#options;
    if (!client.pullsDiagnostics) {
      for (const file of files) this.#push(file, false);
      return;
    }
    for (const wake of this.#waiting) wake();
    const isElsewhere = [...files].some((file) => !inEditor.has(file));
    if (isElsewhere && client.refreshesDiagnostics)
      void connection.languages.diagnostics.refresh().catch(() => undefined);
  }

  /** Any list may have changed: settings are others, or the link has come or gone. */
  allChanged(): void {
    this.changed(new Set([...this.#options.files(), ...this.#sent.keys()]), new Set());
  }

  /** A client that has just opened a document shows what comes now, whatever it was sent before. */
  opened(file: string): void {
    if (!this.#options.client.pullsDiagnostics) this.#push(file, true);
  }

  ofDocument(file: string, previousResultId: unknown): DocumentDiagnosticReport {
    const items = this.#options.diagnosticsOf(file);
    const resultId = hashOf(items);
    if (resultId === previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  }

  /**
   * What differs from what the client holds. A client that can take partial results keeps the request open and asks again
   * at once, so it is answered when there is something new; others get the answer as it stands.
   */
  async ofWorkspace(
    previousResultIds: readonly PreviousResultId[],
    takesPartialResults: boolean,
    token: CancellationToken,
  ): Promise<WorkspaceDiagnosticReport> {
    const held = new Map(previousResultIds.map(({ uri, value }) => [fileOfUri(uri), { uri, value }]));
    for (;;) {
      const items = this.#workspaceItems(held);
      const isNew = items.some(({ kind }) => kind === DocumentDiagnosticReportKind.Full);
      if (isNew || held.size === 0 || !takesPartialResults || token.isCancellationRequested) return { items };
      await this.#nextChange(token);
    }
  }

  #workspaceItems(
    held: ReadonlyMap<string, { readonly uri: string; readonly value: string }>,
  ): WorkspaceDocumentDiagnosticReport[] {
    const { diagnosticsOf, files, uriOf, versionOf } = this.#options;
    const reports: WorkspaceDocumentDiagnosticReport[] = [];
    for (const file of new Set([...files(), ...held.keys()])) {
      const previous = held.get(file);
      const items = diagnosticsOf(file);
      if (items.length === 0 && previous === undefined) continue;
      const resultId = hashOf(items);
      const place = { uri: previous?.uri ?? uriOf(file), version: versionOf(file), resultId };
      if (previous?.value === resultId) reports.push({ ...place, kind: DocumentDiagnosticReportKind.Unchanged });
      else reports.push({ ...place, kind: DocumentDiagnosticReportKind.Full, items });
    }
    return reports;
  }

  #nextChange(token: CancellationToken): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        cancellation.dispose();
        resolve();
      };
      const cancellation = token.onCancellationRequested(wake);
      this.#waiting.add(wake);
    });
  }

  #push(file: string, always: boolean): void {
    const { client, connection, diagnosticsOf, uriOf, versionOf } = this.#options;
    const diagnostics = diagnosticsOf(file);
    const hash = hashOf(diagnostics);
    if (!always && (this.#sent.get(file) ?? EMPTY) === hash) return;
    if (diagnostics.length === 0) this.#sent.delete(file);
    else this.#sent.set(file, hash);
    const version = versionOf(file);
    const params = { uri: uriOf(file), diagnostics, ...(client.versionedPush && version !== null && { version }) };
    void connection.sendDiagnostics(params).catch(() => undefined);
  }
}

function hashOf(diagnostics: readonly Diagnostic[]): string {
  return createHash("sha1").update(JSON.stringify(diagnostics)).digest("base64url");
}

const EMPTY = hashOf([]);
