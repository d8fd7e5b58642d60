import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const RUNTIME = fileURLToPath(new URL("../../runtime", import.meta.url));

/** A small program that declares DAGs in some way. */
export interface DeclaringProgram {
  readonly title: string;
  /** Its source cannot tell everything. */
  readonly isOpen: boolean;
  /** By path below its folder. */
  readonly files: ReadonlyMap<string, string>;
}

/** What the first line of a program may ask to be done to its texts. */
const MADE: Readonly<Record<string, (text: string) => string>> = {
  crlf: (text) => text.replaceAll("\n", "\r\n"),
  bom: (text) => `\ufeff${text}`,
  shebang: (text) => `#!/usr/bin/env node\n${text}`,
};

/**
 * Reads programs from a text: `//= title` begins one, with a question mark before the title if its source cannot tell
 * everything and a word in brackets for what is done to its texts; `//- name` begins a file, without any it is `dag.ts`.
 */
export function declaringPrograms(file: URL): readonly DeclaringProgram[] {
  const [, ...programs] = readFileSync(file, "utf8").split(/^\/\/= /m);
  return programs.map((program) => {
    const [head = "", ...lines] = program.split("\n");
    const [, mark, made = "", title = ""] = /^(\? )?(?:\[(\w+)\] )?(.*)$/.exec(head) ?? [];
    const parts = lines.join("\n").split(/^\/\/- (\S+)\n/m);
    const named = parts.length === 1 ? ["", "dag.ts", ...parts] : parts;
    const files = new Map<string, string>();
    for (let index = 1; index < named.length; index += 2) {
      const text = named[index + 1] ?? "";
      files.set(named[index] ?? "", MADE[made]?.(text) ?? text);
    }
    return { title, isOpen: mark !== undefined, files };
  });
}

/** Writes programs into folders of their own below one in which `orchex` is installed. */
export function writePrograms(root: string, programs: readonly DeclaringProgram[]): readonly string[] {
  mkdirSync(join(root, "node_modules"), { recursive: true });
  symlinkSync(RUNTIME, join(root, "node_modules/orchex"));
  writeFileSync(join(root, "package.json"), '{ "type": "module" }');
  return programs.map(({ files }, index) => {
    const folder = join(root, `p${index}`);
    for (const [name, text] of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return folder;
  });
}
