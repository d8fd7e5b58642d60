import { sep } from "node:path";
import { projectRoot } from "./projectRoot.ts";

/** Which project the paths in a client's folders belong to. Each is looked for once: make a new one when that may have changed. */
export class FolderRoots {
  /** Longest first, so that the first one that fits is the nearest. */
  readonly #folders: readonly string[];
  readonly #roots = new Map<string, string>();

  constructor(folders: readonly string[]) {
    this.#folders = [...folders].sort((a, b) => b.length - a.length);
  }

  /** The client's folder that a path lies in; null for none. */
  folderOf(path: string): string | null {
    return this.#folders.find((folder) => path === folder || path.startsWith(withSeparator(folder))) ?? null;
  }

  /** The project of a folder or a file. */
  rootOf(path: string): string {
    const known = this.#roots.get(path);
    if (known !== undefined) return known;
    const root = projectRoot(this.folderOf(path) ?? path, path);
    this.#roots.set(path, root);
    return root;
  }
}

function withSeparator(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}
