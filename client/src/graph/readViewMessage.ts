import type { ViewMessage } from "orchex-studio/messages";

/** What a page sends, checked: null for anything that is not one of its messages. */
export function readViewMessage(value: unknown): ViewMessage | null {
  if (typeof value !== "object" || value === null) return null;
  const { type, dag, task, run, format, text } = value as Readonly<Record<string, unknown>>;
  const isText = (part: unknown): part is string => typeof part === "string" && part.length <= LONGEST;
  switch (type) {
    case "ready":
      return { type };
    case "reveal":
      // Where the task is, the host knows itself: no place that a page names is opened.
      return isText(dag) && isText(task) ? { type, dag, task, location: null } : null;
    case "openJob":
      return isText(run) && isText(task) ? { type, run, task } : null;
    case "export":
      return isText(dag) && isText(text) && (format === "svg" || format === "mermaid")
        ? { type, dag, format, text }
        : null;
    case "copy":
      return isText(text) ? { type, text } : null;
    default:
      return null;
  }
}

/** Of an exported drawing; names are far shorter. */
const LONGEST = 32 * 1024 * 1024;
