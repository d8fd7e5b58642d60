import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { FIXTURES } from "../cli/cli.ts";

/** What a folder holds: a path in it and the file's content, or null for a folder. */
export type Files = Readonly<Record<string, string | Uint8Array | null>>;

/** Makes folders for cases, each with a package.json of its own, inside the fixtures, where `orchex` resolves. */
export function caseFolders(): { readonly make: (files: Files) => string; readonly remove: () => void } {
  const root = realpathSync(mkdtempSync(join(FIXTURES, "../.bad-input-")));
  let count = 0;
  const make = (files: Files): string => {
    count += 1;
    const folder = join(root, `case${count}`);
    mkdirSync(folder);
    for (const [path, content] of Object.entries({ "package.json": '{"type":"module"}', ...files })) {
      const file = join(folder, path);
      mkdirSync(content === null ? file : dirname(file), { recursive: true });
      if (content !== null) writeFileSync(file, content);
    }
    return folder;
  };
  return { make, remove: () => rmSync(root, { recursive: true, force: true }) };
}
