/**
 * The file that a URI names, in the spelling of this platform, so that `file:///c%3A/x.ts` and `file:///C:/x.ts` are one
 * file. What is no file (`untitled:`, `git:`) keeps its URI as its name: it can be edited, and nothing finds it on disk.
 */
export function fileOfUri(uri: string, windows = process.platform === "win32"): string {
  if (!/^file:/i.test(uri)) return uri;
  const [, authority = "", rest = ""] = /^file:(?:\/\/([^/?#]*))?([^?#]*)/i.exec(uri) ?? [];
  const path = decode(rest);
  if (!windows) return path === "" ? "/" : path;
  const local = /^\/?([a-z]):(.*)$/is.exec(path);
  const spelled = local === null ? path : `${(local[1] ?? "").toUpperCase()}:${local[2] ?? ""}`;
  return (authority === "" ? spelled : `//${decode(authority)}${spelled}`).replaceAll("/", "\\");
}

/** The URI of an absolute path; the counterpart of `fileOfUri`. */
export function uriOfFile(file: string, windows = process.platform === "win32"): string {
  if (windows) {
    const local = /^([a-z]):(.*)$/is.exec(file);
    if (local !== null)
      return `file:///${(local[1] ?? "").toLowerCase()}%3A${encode((local[2] ?? "").replaceAll("\\", "/"))}`;
    if (file.startsWith("\\\\")) return `file:${encode(file.replaceAll("\\", "/"))}`;
    return file;
  }
  return file.startsWith("/") ? `file://${encode(file)}` : file;
}

/** A URI may hold a stray `%` or broken UTF-8: then its parts stand for themselves. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/(?:%[0-9a-f]{2})+/gi, (part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
  }
}

/** Escapes everything but unreserved characters and the slash, as editors do, so that URIs compare as strings. */
function encode(path: string): string {
  return path
    .replace(/[\ud800-\udfff]/gu, "\ufffd")
    .split("/")
    .map((segment) => encodeURIComponent(segment).replace(/[!'()*]/g, escape))
    .join("/");
}

function escape(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
