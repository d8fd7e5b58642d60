import type { Files } from "./files.ts";
import type { FileLinks } from "./linked.ts";
import { stemOf } from "./modulePath.ts";
import { Multimap } from "./multimap.ts";

/** Which files have to be linked again because of others. */
export class Dependencies {
  readonly #files: Files;
  /** The files whose links follow names into a file. */
  readonly #dependents = new Multimap<string, string>();
  /** The files that ask for paths of a stem. */
  readonly #asking = new Multimap<string, string>();
  /** The files with other specifiers that lead nowhere yet. */
  readonly #lost = new Multimap<string, string>();

  constructor(files: Files) {
    this.#files = files;
  }

  /** The files whose links follow names into a file. */
  of(file: string): ReadonlySet<string> {
    return this.#dependents.get(file);
  }

  /** Notes what the links of a file depend on. */
  put(file: string, before: FileLinks | undefined, after: FileLinks | undefined): void {
    for (const other of before?.visited ?? []) this.#dependents.delete(other, file);
    for (const other of after?.visited ?? []) if (other !== file) this.#dependents.add(other, file);
    for (const stem of before?.asked ?? []) this.#asking.delete(stem, file);
    for (const stem of after?.asked ?? []) this.#asking.add(stem, file);
    for (const specifier of before?.missed ?? []) this.#lost.delete(specifier, file);
    for (const specifier of after?.missed ?? []) this.#lost.add(specifier, file);
  }

  /** The files to link after changes of facts, as `Linker.update` is told of them. */
  dirty(changed: Iterable<string>, reshaped: Iterable<string>, moved: ReadonlySet<string>): ReadonlySet<string> {
    const dirty = new Set(changed);
    for (const file of reshaped) for (const dependent of this.#dependents.get(file)) dirty.add(dependent);
    for (const file of moved) for (const asking of this.#asking.get(stemOf(file))) dirty.add(asking);
    if (moved.size > 0) for (const file of this.#found()) dirty.add(file);
    return dirty;
  }

  /** Files whose lost specifiers lead somewhere by now. */
  *#found(): Iterable<string> {
    for (const lost of this.#lost.keys()) {
      const [from = "", specifier = ""] = lost.split("\0");
      if (this.#files.resolve(from, specifier) !== null) yield* this.#lost.get(lost);
    }
  }
}
