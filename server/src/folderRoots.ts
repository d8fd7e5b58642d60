import { dirname, sep } from "node:path";
import { looksLikeProject, projectRoot } from "./projectRoot.ts";

/** Which project the paths in a client's folders belong to. Looks at the disk once for each folder: make a new one when that may have changed. */
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
    const folder = this.folderOf(path) ?? path;
    const at = path === folder ? folder : dirname(path);
    const known = this.#roots.get(at);
    if (known !== undefined) return known;
    const root = projectRoot(folder, path === folder ? folder : path);
    this.#roots.set(at, root);
    return root;
  }

  looksLikeProject(folder: string): boolean {
    return looksLikeProject(folder);
  }
}

function withSeparator(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}
