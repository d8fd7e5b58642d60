import { createWorkspace } from "orchex-analysis";
import type { Position } from "orchex/dag";
import type { WorkspaceEdit } from "vscode-languageserver/node";
import type { FeatureContext } from "../featureContext.ts";
import { fileOfUri, uriOfFile } from "../fileUri.ts";
import { noFacts, type LiveDag, type LiveFacts, type LiveTask } from "../live.ts";
import { defaultSettings, type Settings } from "../settings.ts";
import { Text } from "../text.ts";
import { noTypes, type TypeFacts } from "../typeFacts.ts";
import { drawn, markedProgram, type Drawn } from "./markedProgram.test-support.ts";

export interface SceneOptions {
  readonly live?: LiveFacts;
  readonly types?: TypeFacts;
  readonly settings?: Partial<Settings>;
  readonly client?: Partial<FeatureContext["client"]>;
}

/** A marked program as a feature sees it. */
export interface Scene {
  readonly context: FeatureContext;
  readonly file: string;
  readonly position: Position;
  /** Underlines places of one file, or of each file that has any, below the file's name. */
  readonly draw: (places: readonly (Drawn & { readonly uri?: string })[]) => string;
  /** The files that an edit changes, as they are after it. */
  readonly edited: (edit: WorkspaceEdit) => string;
}

const everything = { markdown: false, locationLinks: true, hierarchicalSymbols: true, commands: new Set<string>() };

export function scene(source: string, options: SceneOptions = {}): Scene {
  const { files, cursor } = markedProgram(source);
  const workspace = createWorkspace();
  workspace.setAll(files);
  for (let left = 1000; left > 0 && workspace.idle(1000) !== null; left--);
  const context: FeatureContext = {
    workspace,
    live: options.live ?? noFacts,
    types: options.types ?? noTypes,
    settings: { ...defaultSettings, ...options.settings },
    client: { ...everything, ...options.client },
    textOf: (file) => files.get(file) ?? null,
    uriOf: (file) => uriOfFile(file, false),
  };
  const fileOf = (place: { readonly uri?: string }) =>
    place.uri === undefined ? cursor.file : fileOfUri(place.uri, false);
  const draw: Scene["draw"] = (places) => {
    const names = [...new Set(places.map(fileOf))].sort();
    const parts = names.map((name) => {
      const here = drawn(
        files.get(name) ?? "",
        places.filter((place) => fileOf(place) === name),
      );
      return names.length === 1 && files.size === 1 ? here : `//- ${name.replace("/project/", "")}\n${here}`;
    });
    return `\n${parts.join("\n")}\n`;
  };
  const edited = (edit: WorkspaceEdit) => {
    const parts = Object.entries(edit.changes ?? {}).map(([uri, edits]) => {
      const file = fileOfUri(uri, false);
      const text = new Text(files.get(file) ?? "");
      const backwards = edits.toSorted((a, b) => text.offsetAt(b.range.start) - text.offsetAt(a.range.start));
      const after = backwards.reduce(
        (result, { range, newText }) =>
          result.slice(0, text.offsetAt(range.start)) + newText + result.slice(text.offsetAt(range.end)),
        text.text,
      );
      return files.size === 1 ? after : `//- ${file.replace("/project/", "")}\n${after}`;
    });
    return `\n${parts.sort((a, b) => a.localeCompare(b)).join("")}`;
  };
  return { context, file: cursor.file, position: cursor.position, draw, edited };
}

/** A link that knows one DAG. */
export function connected(dag: Partial<LiveDag> & { readonly name: string }): LiveFacts {
  const known: LiveDag = { active: null, runningRuns: 0, tasks: new Map(), ...dag };
  return { status: { kind: "connected", database: "test" }, dag: (name) => (name === dag.name ? known : null) };
}

export function figures(task: Partial<LiveTask>): LiveTask {
  return { lastRun: null, successRate: null, p50Ms: null, p95Ms: null, dead: 0, processing: 0, ...task };
}
