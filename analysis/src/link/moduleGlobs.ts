/** What a glob needs a real matcher for. */
const UNUSUAL = /[!@+()]|\\/;
const PART = /\*\*\/?|\*|\?|\[[^\]]*\]|[{},]|[^*?[\]{},]+/g;

/**
 * Whether one of some paths and globs, relative to a folder, means a file. Of a glob of an unusual form it is not known,
 * and so it is taken to mean every file.
 */
export function meansFile(globs: readonly string[], folder: string, file: string): boolean {
  const path = file.replaceAll("\\", "/");
  const root = folder.replaceAll("\\", "/");
  return globs.some((glob) => UNUSUAL.test(glob) || pattern(root, glob).test(path));
}

function pattern(root: string, glob: string): RegExp {
  const plain = glob.replace(/^(?:\.\/)+/, "");
  let source = "";
  for (const [part] of plain.matchAll(PART)) source += translated(part);
  const base = plain.startsWith("/") ? "" : escaped(root.endsWith("/") ? root : `${root}/`);
  return new RegExp(`^${base}${source}$`);
}

function translated(part: string): string {
  switch (part) {
    case "**/":
      return "(?:[^/]+/)*";
    case "**":
      return ".*";
    case "*":
      return "[^/]*";
    case "?":
      return "[^/]";
    case "{":
      return "(?:";
    case "}":
      return ")";
    case ",":
      return "|";
    default:
      return part.startsWith("[") ? part : escaped(part);
  }
}

function escaped(text: string): string {
  return text.replace(/[.+^${}()|[\]\\/-]/g, String.raw`\$&`);
}
