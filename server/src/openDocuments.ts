import type {
  DidChangeTextDocumentParams,
  DidCloseTextDocumentParams,
  DidOpenTextDocumentParams,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { fileOfUri, uriOfFile } from "./fileUri.ts";

/** The documents that a client has open, by file. Their texts win over what is on disk. */
export class OpenDocuments {
  readonly #documents = new Map<string, TextDocument>();

  /** Opening twice takes the newer text: the client knows what it shows. Answers the file. */
  open({ textDocument }: DidOpenTextDocumentParams): string {
    const file = fileOfUri(textDocument.uri);
    const version = typeof textDocument.version === "number" ? textDocument.version : 0;
    this.#documents.set(
      file,
      TextDocument.create(textDocument.uri, textDocument.languageId, version, textDocument.text),
    );
    return file;
  }

  /**
   * Answers the file whose text has changed. Null for a document that is not open: only a whole text can be made sense of
   * then, and opens it.
   */
  change({ textDocument, contentChanges }: DidChangeTextDocumentParams): string | null {
    const file = fileOfUri(textDocument.uri);
    const document = this.#documents.get(file);
    if (document !== undefined) {
      TextDocument.update(document, [...contentChanges], textDocument.version ?? document.version);
      return file;
    }
    const whole = contentChanges.findLastIndex((change) => !("range" in change));
    if (whole < 0) return null;
    const opened = TextDocument.create(textDocument.uri, "typescript", textDocument.version ?? 0, "");
    this.#documents.set(file, TextDocument.update(opened, contentChanges.slice(whole), textDocument.version ?? 0));
    return file;
  }

  /** Answers the file, or null if it was not open. */
  close({ textDocument }: DidCloseTextDocumentParams): string | null {
    const file = fileOfUri(textDocument.uri);
    return this.#documents.delete(file) ? file : null;
  }

  get(file: string): TextDocument | undefined {
    return this.#documents.get(file);
  }

  files(): Iterable<string> {
    return this.#documents.keys();
  }

  /** The URI of a file, in the client's own spelling while it is open. */
  uriOf(file: string): string {
    return this.#documents.get(file)?.uri ?? uriOfFile(file);
  }
}
