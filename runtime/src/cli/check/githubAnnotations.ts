import type { Problem } from "../../dag/problem.ts";
import type { Severity } from "../../dag/problemCodes.ts";
import { placeJson } from "../problemLine.ts";

const COMMANDS = {
  error: "error",
  warning: "warning",
  information: "notice",
  hint: "notice",
} as const satisfies Record<Severity, string>;

/**
 * Problems as workflow commands of GitHub Actions, which shows them beside the lines of a change.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function githubAnnotations(problems: readonly Problem[], cwd: string): readonly string[] {
  return problems.map(({ code, severity, message, location }) => {
    const { file, range } = placeJson(location, cwd);
    const properties: [string, string | number][] = [];
    if (file !== null && range !== null) {
      properties.push(["file", file], ["line", range.start.line + 1], ["endLine", range.end.line + 1]);
      // Columns are shown only for an annotation of one line.
      if (range.start.line === range.end.line) {
        properties.push(["col", range.start.character + 1], ["endColumn", range.end.character]);
      }
    }
    properties.push(["title", code]);
    const shown = properties.map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
    return `::${COMMANDS[severity]} ${shown.join(",")}::${escapeData(message)}`;
  });
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
