import * as vscode from "vscode";

/**
 * The URL of a project's database, as the user gave it to the editor. It lies in the secret storage and nowhere else:
 * not in settings, not in a log, not in the arguments of a process.
 */
export class DatabaseSecret implements vscode.Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #changed = new vscode.EventEmitter<string>();
  /** Tells the folder whose database is another one now. */
  readonly onDidChange = this.#changed.event;
  readonly #listener: vscode.Disposable;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
    this.#listener = secrets.onDidChange(({ key }) => {
      if (key.startsWith(PREFIX)) this.#changed.fire(key.slice(PREFIX.length));
    });
  }

  /** Null when none was set: then the project's configuration says which it is. Never read in Restricted Mode. */
  async of(folder: string): Promise<string | null> {
    if (!vscode.workspace.isTrusted) return null;
    return (await this.#secrets.get(`${PREFIX}${folder}`)) ?? null;
  }

  async set(folder: string, url: string | null): Promise<void> {
    if (url === null) await this.#secrets.delete(`${PREFIX}${folder}`);
    else await this.#secrets.store(`${PREFIX}${folder}`, url);
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }
}

const PREFIX = "orchex.database:";
