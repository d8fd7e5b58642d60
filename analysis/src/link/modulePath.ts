const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".d.ts"];

/** What a written extension may stand for in source, the first that exists. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".js", ".jsx", ".d.ts"],
  ".jsx": [".tsx", ".jsx"],
  ".mjs": [".mts", ".mjs"],
  ".cjs": [".cts", ".cjs"],
};

/** The path of a relative specifier as seen from a file, in the spelling of that file, without looking whether it exists. */
export function joined(from: string, specifier: string): string {
  const separator = from.includes("\\") ? "\\" : "/";
  const parts = from.split(/[\\/]/).slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join(separator);
}

/** The paths that a path without a known ending may mean, likeliest first. */
export function candidatesOf(path: string): readonly string[] {
  const separator = path.includes("\\") ? "\\" : "/";
  const [, stem = path, extension] = /^(.*)(\.[cm]?[jt]sx?)$/.exec(path) ?? [];
  const written = extension === undefined ? [] : (SOURCES[extension] ?? [extension]).map((one) => stem + one);
  return [
    ...written,
    ...EXTENSIONS.map((one) => path + one),
    ...EXTENSIONS.slice(0, -1).map((one) => `${path}${separator}index${one}`),
  ];
}

/** What all paths have in common that one specifier may mean: without ending, and a folder for the index in it. */
export function stemOf(path: string): string {
  return path.replace(/(?:\.d)?\.[cm]?[jt]sx?$/, "").replace(/[\\/]index$/, "");
}
