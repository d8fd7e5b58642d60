import type { SourceLocation } from "../../dag/model.ts";
import type { Problem } from "../../dag/problem.ts";
import { problemCodes, type Severity } from "../../dag/problemCodes.ts";
import { placeJson } from "../problemLine.ts";

const LEVELS = { error: "error", warning: "warning", information: "note", hint: "note" } as const satisfies Record<
  Severity,
  string
>;

/** Problems as a SARIF 2.1.0 log (OASIS), which code scanning services read. */
export function sarifLog(problems: readonly Problem[], cwd: string): unknown {
  const codes = Object.entries(problemCodes);
  const indexes = new Map(codes.map(([code], index) => [code, index]));
  const rules = codes.map(([id, { severity, meaning, advice }]) => ({
    id,
    shortDescription: { text: meaning },
    help: { text: advice },
    defaultConfiguration: { level: LEVELS[severity] },
  }));
  const results = problems.map(({ code, severity, message, location, related }) => ({
    ruleId: code,
    ruleIndex: indexes.get(code),
    level: LEVELS[severity],
    message: { text: message },
    locations: location === null ? [] : [sarifLocation(location, cwd)],
    relatedLocations: related.flatMap((place, id) =>
      place.location === null ? [] : [{ id, message: { text: place.message }, ...sarifLocation(place.location, cwd) }],
    ),
  }));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{ tool: { driver: { name: "orchex", rules } }, columnKind: "utf16CodeUnits", results }],
  };
}

function sarifLocation(location: SourceLocation, cwd: string) {
  const { file } = placeJson(location, cwd);
  const { start, end } = location;
  return {
    physicalLocation: {
      artifactLocation: { uri: (file ?? "").split("/").map(encodeURIComponent).join("/") },
      region: {
        startLine: start.line + 1,
        startColumn: start.character + 1,
        endLine: end.line + 1,
        endColumn: end.character + 1,
      },
    },
  };
}
