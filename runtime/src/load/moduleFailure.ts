import { fileURLToPath } from "node:url";
import { OrchexError } from "../dag/error.ts";
import { visible } from "../dag/visible.ts";
import { locationIn } from "../declare/callSite.ts";
import { errorText } from "../run/errorText.ts";
import { shownPath } from "./shownPath.ts";

/** This package, its sources too where source maps name them: its own frames are not where a module went wrong. */
const OWN = fileURLToPath(new URL("../../", import.meta.url));

/** What a failing import says, whichever of Node, the compiler or the module itself says it. */
interface Explanation {
  readonly message: string;
  /** "file:line:column", ready to be shown. */
  readonly place?: string;
  readonly remedy?: string;
}

/** One line on why a module does not load, with its own message and the place in its source; the stack is the cause. */
export function moduleFailure(thrown: unknown, file: string, cwd: string): OrchexError {
  const { message, place, remedy } = importError(thrown, cwd) ?? ownError(thrown, cwd);
  const shown = shownPath(file, cwd);
  const where = place === undefined || message.includes(place) ? "" : ` (${place})`;
  // A wrong declaration keeps the code by which the editor knows it.
  if (isOrchexError(thrown)) {
    const details = { ...(remedy !== undefined && { remedy }), cause: thrown };
    return new OrchexError(thrown.code, `${message}${where}`, details);
  }
  return new OrchexError("module.failed", `${shown} does not load: ${message}${where}`, {
    remedy: remedy ?? "Mend it there; --debug shows the stack.",
    cause: thrown,
  });
}

function importError(thrown: unknown, cwd: string): Explanation | undefined {
  try {
    return syntaxError(thrown, cwd) ?? missingImport(thrown, cwd);
  } catch {
    // It was thrown by the module, and throws itself when it is looked at.
    return undefined;
  }
}

/** What the compiler cannot read, or Node cannot link. */
function syntaxError(thrown: unknown, cwd: string): Explanation | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const [, file, line, column, problem] = /^(.+):(\d+):(\d+): ERROR: (.*)$/m.exec(thrown.message) ?? [];
  if (/^Transform failed\b/.test(thrown.message) && file !== undefined) {
    return {
      message: `SyntaxError: ${visible(problem ?? "")}`,
      place: `${shownPath(file, cwd)}:${line}:${Number(column) + 1}`,
    };
  }
  if (thrown.name !== "SyntaxError") return undefined;
  // Node puts the place above the message.
  const [, source, sourceLine] = /^((?:file:)?.*[\\/].*):(\d+)\n/.exec(thrown.stack ?? "") ?? [];
  if (source === undefined) return undefined;
  return { message: titleOf(thrown), place: `${shownPath(pathOf(source), cwd)}:${sourceLine}` };
}

/** A package or a file that a module imports and that is not there. */
function missingImport(thrown: unknown, cwd: string): Explanation | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { code, message, requireStack } = thrown as { code?: unknown; message?: unknown; requireStack?: unknown };
  if ((code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") || typeof message !== "string") return undefined;
  const [, wanted = "", importer] =
    /^Cannot find (?:module|package) '(.*?)'(?: imported from (.*))?/.exec(message) ?? [];
  const from = importer ?? (Array.isArray(requireStack) ? String(requireStack[0]) : undefined);
  const by = from === undefined ? "" : `, imported by ${shownPath(pathOf(from), cwd)}`;
  const isFile = /^(?:\.{0,2}[\\/]|[A-Za-z]:|file:)/.test(wanted);
  if (isFile) {
    return {
      message: `there is no file ${shownPath(pathOf(wanted), cwd)}${by}`,
      remedy: "Correct the import, or add the file.",
    };
  }
  const name = wanted
    .split("/")
    .slice(0, wanted.startsWith("@") ? 2 : 1)
    .join("/");
  return {
    message: `there is no package '${visible(wanted)}'${by}`,
    remedy: `Install it: npm install ${visible(name)}`,
  };
}

function pathOf(place: string): string {
  return place.startsWith("file:") ? fileURLToPath(place) : place;
}

function ownError(thrown: unknown, cwd: string): Explanation {
  const frames = errorText(thrown, 65_536).split("\n").slice(1);
  const own = frames.filter((frame) => isOfUser(frame, OWN));
  const location = locationIn(own.join("\n")) ?? locationIn(frames.join("\n"));
  const place =
    location && `${shownPath(location.file, cwd)}:${location.start.line + 1}:${location.start.character + 1}`;
  const remedy = isOrchexError(thrown) ? thrown.remedy : undefined;
  return {
    message: isOrchexError(thrown) ? thrown.message : titleOf(thrown),
    ...(place !== undefined && { place }),
    ...(remedy !== undefined && { remedy }),
  };
}

/** Whether a frame of a stack, which has a path or a file URL, is neither of the folder `own` nor of a package. */
export function isOfUser(frame: string, own: string): boolean {
  const place = slashed(frame);
  return !place.includes(slashed(own)) && !place.includes("/node_modules/");
}

function slashed(text: string): string {
  return text.replaceAll("\\", "/");
}

/** The message on one line, without the stack. */
function titleOf(thrown: unknown): string {
  const [title = "", ...rest] =
    errorText(thrown, 2_000)
      .split(/\n\s+at /)[0]
      ?.split("\n") ?? [];
  return visible([title, ...rest].map((line) => line.trim()).join(" "));
}

/** By name: the copy of this package that threw may be another one. */
function isOrchexError(thrown: unknown): thrown is OrchexError {
  try {
    if (!(thrown instanceof Error) || thrown.name !== "OrchexError") return false;
    const { code, message, remedy } = thrown as Partial<OrchexError>;
    return typeof code === "string" && typeof message === "string" && ["string", "undefined"].includes(typeof remedy);
  } catch {
    return false;
  }
}
