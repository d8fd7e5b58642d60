import type { Files } from "./files.ts";
import { meansFile } from "./moduleGlobs.ts";
import { parseJson } from "./parseJson.ts";
import { Resolver } from "./resolver.ts";

const CONFIG = /(?:^|[\\/])orchex\.config\.(?:[cm]?[jt]s|json)$/;

export function isConfiguration(file: string): boolean {
  return CONFIG.test(file);
}

/** Tells which files `modules` of a configuration loads, as far as its source says; if that is not known, all. */
export function configuredModules(files: Files): (file: string) => boolean {
  const globs: { readonly folder: string; readonly modules: readonly string[] | null }[] = [];
  for (const file of files.names()) {
    if (!isConfiguration(file)) continue;
    const folder = file.slice(0, Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")));
    globs.push({ folder, modules: modulesOf(files, file) });
  }
  return (file) => globs.some(({ folder, modules }) => modules === null || meansFile(modules, folder, file));
}

function modulesOf(files: Files, file: string): readonly string[] | null {
  if (file.endsWith(".json")) {
    const json = parseJson(files.get(file)?.source.text ?? "");
    const given = typeof json === "object" && json !== null && "modules" in json ? json.modules : [];
    return Array.isArray(given) ? given.map(String) : null;
  }
  const resolver = new Resolver(files);
  const value = files.facts(file).exports["default"];
  if (value === undefined) return null;
  // `defineConfig` gives what it is given.
  const written = value.kind === "local" ? resolver.binding(value.name, file) : value;
  const given = written?.kind === "call" ? written.args[0] : written;
  if (given === undefined) return null;
  const { head, file: home, env } = resolver.resolve(given, file);
  if (head.kind !== "object") return null;
  const listed = resolver.member(head.properties, "modules", home, env);
  if (listed === null) return head.properties.every(({ name }) => name !== null && name !== "modules") ? [] : null;
  if (listed.head.kind !== "array") return null;
  const texts = listed.head.items.map((item) => {
    const { head: one } = resolver.resolve(item.value, listed.file, listed.env);
    return !item.spread && one.kind === "text" ? one.text : null;
  });
  return texts.every((text) => text !== null) ? texts : null;
}
