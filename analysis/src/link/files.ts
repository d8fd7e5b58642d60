import type { SourceLocation } from "orchex/dag";
import { readFacts } from "../extract/readFacts.ts";
import { editBetween } from "../source/edit.ts";
import { NO_FACTS, type At, type Facts, type FileFacts, type TaskFact } from "../source/facts.ts";
import { keepVanished } from "../source/keepVanished.ts";
import { mayMatter } from "../source/mayMatter.ts";
import { SourceText } from "../source/sourceText.ts";
import type { TypeScript } from "../source/typescript.ts";
import { Words } from "../source/words.ts";
import { candidatesOf, joined } from "./modulePath.ts";
import { ProjectFiles } from "./projectFiles.ts";

/** Nobody writes a longer module by hand. */
const LONGEST_TEXT = 4_000_000;
/** Minified code has lines of any length; its average tells it from a file with one long text in it. */
const LONGEST_AVERAGE_LINE = 1_000;

const NO_SPANS = new Uint32Array();

/** A file of the workspace. Its facts are null while nobody needed them. */
export interface FileState {
  readonly source: SourceText;
  facts: FileFacts | null;
}

/** The files of a workspace: their texts, and their facts as soon as anybody needs these. */
export class Files {
  readonly #typescript: () => TypeScript;
  readonly #reader: ((file: string) => string | null) | null;
  readonly #states = new Map<string, FileState>();
  readonly #words = new Words();
  readonly #project = new ProjectFiles();
  /** Where specifiers lead from a folder, until a file comes or goes. */
  readonly #resolved = new Map<string, Map<string, string | null>>();
  readonly #tasks = new WeakMap<Facts, ReadonlyMap<string, TaskFact>>();
  parsed = 0;

  /** With `read`, the texts of files that were handed in but once are not kept. */
  constructor(typescript: () => TypeScript, read: ((file: string) => string | null) | null) {
    this.#typescript = typescript;
    this.#reader = read;
  }

  has(file: string): boolean {
    return this.#states.has(file);
  }

  get typescript(): TypeScript {
    return this.#typescript();
  }

  get(file: string): FileState | undefined {
    return this.#states.get(file);
  }

  names(): Iterable<string> {
    return this.#states.keys();
  }

  delete(file: string): void {
    this.#states.delete(file);
    this.#resolved.clear();
  }

  /** Takes a text; its facts are read at once if it may declare something, else when it is looked into. */
  put(file: string, text: string): FileState {
    const before = this.#states.get(file);
    const isNeeded = (before?.facts ?? null) !== null;
    let facts = isNeeded || mayMatter(text) ? this.#read(file, text) : null;
    if (facts?.facts.hasErrors === true && before?.facts !== null && before?.source.isKept === true) {
      facts = keepVanished(before.facts, facts, editBetween(before.source.text, text));
    }
    const isKept = this.#reader === null || before !== undefined;
    return this.#set(file, { source: this.#source(file, isKept ? text : null), facts });
  }

  /** Takes facts that were read before, null for a file that nobody needed. */
  putFacts(file: string, facts: FileFacts | null): FileState {
    return this.#set(file, { source: this.#source(file, null), facts });
  }

  #set(file: string, state: FileState): FileState {
    if (!this.#states.has(file)) this.#resolved.clear();
    this.#states.set(file, state);
    return state;
  }

  #source(file: string, text: string | null): SourceText {
    return new SourceText(file, text, () => this.#reader?.(file) ?? "");
  }

  facts(file: string): Facts {
    const state = this.#states.get(file);
    if (state === undefined) return NO_FACTS;
    state.facts ??= this.#read(file, state.source.text);
    return state.facts.facts;
  }

  task(file: string, id: string): TaskFact | undefined {
    return this.#index(file).get(id);
  }

  /** The tasks of a file by their ids, made when the first is looked up. */
  #index(file: string): ReadonlyMap<string, TaskFact> {
    const facts = this.facts(file);
    const known = this.#tasks.get(facts);
    if (known !== undefined) return known;
    const index = new Map(facts.tasks.map((task) => [task.id, task]));
    this.#tasks.set(facts, index);
    return index;
  }

  location(file: string, at: At): SourceLocation {
    const state = this.#states.get(file);
    const spans = state?.facts?.spans ?? NO_SPANS;
    const start = spans[at * 2] ?? 0;
    return (state?.source ?? new SourceText(file, "")).location(start, spans[at * 2 + 1] ?? start);
  }

  span(file: string, at: At): readonly [start: number, end: number] {
    const spans = this.#states.get(file)?.facts?.spans ?? NO_SPANS;
    const start = spans[at * 2] ?? 0;
    return [start, spans[at * 2 + 1] ?? start];
  }

  start(file: string, at: At): number {
    return this.#states.get(file)?.facts?.spans[at * 2] ?? 0;
  }

  textAt(file: string, at: At): string {
    const state = this.#states.get(file);
    const spans = state?.facts?.spans ?? NO_SPANS;
    return state?.source.text.slice(spans[at * 2], spans[at * 2 + 1]) ?? "";
  }

  /** Files that nobody has looked into. */
  *sleeping(): Iterable<string> {
    for (const [file, { facts }] of this.#states) if (facts === null) yield file;
  }

  exportedNames(file: string): readonly string[] {
    return Object.keys(this.facts(file).exports);
  }

  /** Files that were looked into and load the given one themselves. */
  *importersOf(target: string): Iterable<string> {
    for (const [file, { facts }] of this.#states) {
      if (facts?.facts.imports.some((specifier) => this.resolve(file, specifier) === target) === true) yield file;
    }
  }

  /** Whether a text imports something whose path ends like that of a file, which may be through a barrel beside it. */
  leadsTo(file: string, text: string, target: string): boolean {
    for (const [, specifier = ""] of text.matchAll(/\b(?:from|import|require)\s*\(?\s*["']([^"'\n]+)["']/g)) {
      const path = this.resolve(file, specifier);
      if (path !== null && (path === target || this.#states.get(path)?.facts !== null)) return true;
    }
    return false;
  }

  /** The file that a specifier leads to, null when it is none of ours. */
  resolve(from: string, specifier: string): string | null {
    const folder = from.slice(0, Math.max(from.lastIndexOf("/"), from.lastIndexOf("\\")) + 1);
    let known = this.#resolved.get(folder);
    if (known === undefined) this.#resolved.set(folder, (known = new Map<string, string | null>()));
    let path = known.get(specifier);
    if (path === undefined) known.set(specifier, (path = this.#find(from, specifier)));
    return path;
  }

  #find(from: string, specifier: string): string | null {
    const paths = specifier.startsWith(".")
      ? candidatesOf(joined(from, specifier))
      : this.#project.resolve(from, specifier);
    for (const path of paths) if (this.#states.has(path)) return path;
    return null;
  }

  /** Says where names of modules lead, by a package.json or tsconfig.json. */
  configure(file: string, text: string | null): void {
    this.#project.put(file, text);
    this.#resolved.clear();
  }

  #read(file: string, text: string): FileFacts {
    if (isNotWritten(text)) return { facts: NO_FACTS, spans: NO_SPANS };
    this.parsed++;
    return readFacts(this.#typescript(), file, text, this.#words);
  }
}

function isNotWritten(text: string): boolean {
  if (text.length > LONGEST_TEXT) return true;
  if (text.length < 20 * LONGEST_AVERAGE_LINE) return false;
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return text.length / lines > LONGEST_AVERAGE_LINE;
}
