import { problemCodes, type ProblemCode, type Severity } from "orchex/dag";

/** What users can set, in the section `orchex` of their editor's settings. */
export interface Settings {
  /** Severities other than the codes' own. "off" shows nothing. */
  readonly severities: ReadonlyMap<ProblemCode, Severity | "off">;
  readonly inlayHints: boolean;
  readonly codeLens: boolean;
  /** Whether the ledger may be asked. A client must ask for it too (`ClientOptions.live`). */
  readonly live: boolean;
  /** Whether the type checker is asked about tasks and what they require, in a thread of its own. */
  readonly types: boolean;
  /**
   * Whether definition and document highlight answer on identifiers, where TypeScript's own server answers as well.
   * Clients that show the answers of both set it to false.
   */
  readonly identifiers: boolean;
  /** Names of folders that are never looked into, beyond node_modules and hidden folders. */
  readonly excludedFolders: readonly string[];
}

export const defaultSettings: Settings = {
  severities: new Map(),
  inlayHints: true,
  codeLens: true,
  live: true,
  types: true,
  identifiers: true,
  excludedFolders: ["dist", "build", "out", "coverage"],
};

const SEVERITIES: ReadonlySet<unknown> = new Set<Severity | "off">(["error", "warning", "information", "hint", "off"]);

/**
 * Reads what a client sends, which may be anything: a value of a wrong type is its default. `severities` is an object of
 * codes (`"task.unread-requirement"`) and groups (`"drift.*"`); a code wins over its group.
 */
export function readSettings(value: unknown, defaults: Settings = defaultSettings): Settings {
  const { diagnostics, inlayHints, codeLens, live, types, identifiers, exclude } = objectOf(value);
  return {
    severities: readSeverities(objectOf(diagnostics)["severities"]) ?? defaults.severities,
    inlayHints: flag(objectOf(inlayHints)["enabled"], defaults.inlayHints),
    codeLens: flag(objectOf(codeLens)["enabled"], defaults.codeLens),
    live: flag(objectOf(live)["enabled"], defaults.live),
    types: flag(objectOf(types)["enabled"], defaults.types),
    identifiers: flag(identifiers, defaults.identifiers),
    excludedFolders: namesOf(exclude) ?? defaults.excludedFolders,
  };
}

function readSeverities(value: unknown): Settings["severities"] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const wanted = Object.entries(value).filter((entry) => SEVERITIES.has(entry[1])) as [string, Severity | "off"][];
  const codes = Object.keys(problemCodes) as ProblemCode[];
  const groups = wanted.filter(([pattern]) => pattern.endsWith(".*"));
  const severities = new Map<ProblemCode, Severity | "off">();
  for (const [pattern, severity] of groups) {
    for (const code of codes) if (code.startsWith(pattern.slice(0, -1))) severities.set(code, severity);
  }
  for (const [pattern, severity] of wanted) {
    const code = codes.find((code) => code === pattern);
    if (code !== undefined) severities.set(code, severity);
  }
  return severities;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function flag(value: unknown, fallback: boolean): boolean {
  return typeof value === "boolean" ? value : fallback;
}

function namesOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : undefined;
}
