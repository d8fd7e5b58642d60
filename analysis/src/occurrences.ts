import type { Position, SourceLocation } from "orchex/dag";
import { byPath } from "./link/byPath.ts";
import type { Files } from "./link/files.ts";
import type { LinkedRequirement, LinkedTask } from "./link/linked.ts";
import type { Linker } from "./link/linker.ts";
import { Resolver } from "./link/resolver.ts";
import type { Site } from "./link/site.ts";
import { taskIdentity } from "./link/taskIdentity.ts";
import type { NodeCache } from "./nodeCache.ts";
import { keyOf } from "./uses/readProblems.ts";
import { readUses, type Uses } from "./uses/readUses.ts";
import type { Occurrence, TaskNode } from "./workspace.ts";

/** Finds the places that name a DAG or a task. Looks into bodies, so only files that somebody asks about are read. */
export class Occurrences {
  readonly #files: Files;
  readonly #linker: Linker;
  readonly #nodes: NodeCache;
  readonly #known = new Map<string, readonly Occurrence[]>();

  constructor(files: Files, linker: Linker, nodes: NodeCache) {
    this.#files = files;
    this.#linker = linker;
    this.#nodes = nodes;
  }

  /** Something changed: what is known may be elsewhere or mean something else. */
  forget(): void {
    this.#known.clear();
  }

  at(file: string, position: Position): Occurrence | null {
    const around = this.in(file).filter(({ location }) => isWithin(position, location));
    return around.reduce<Occurrence | null>((best, one) => (best === null || isBetter(one, best) ? one : best), null);
  }

  of(node: TaskNode): readonly Occurrence[] {
    const task = this.#current(node);
    if (task === null) return [];
    const found = this.#filesWith(task).flatMap((file) => this.in(file).filter((one) => this.#means(one, task)));
    return found.sort((a, b) => Number(b.kind === "declaration") - Number(a.kind === "declaration"));
  }

  in(file: string): readonly Occurrence[] {
    const known = this.#known.get(file);
    if (known !== undefined) return known;
    const found = this.#find(file);
    this.#known.set(file, found);
    return found;
  }

  /** The task that a node is about, as it is linked now. */
  #current(node: TaskNode): LinkedTask | null {
    const linked = this.#nodes.linkedOf(node);
    if (linked === null) return null;
    const now = this.#nodes.linkedIn(linked.file);
    return (
      now.find(({ id, dag }) => id === linked.id && dag === linked.dag) ??
      now.find(({ id }) => id === linked.id) ??
      null
    );
  }

  #means(one: Occurrence, task: LinkedTask): boolean {
    if (one.task === null) return false;
    const linked = this.#nodes.linkedOf(one.task);
    return linked !== null && linked.file === task.file && linked.id === task.id;
  }

  /** Files that may name a task: those of its DAGs, those that look into its file, and others that spell its name. */
  #filesWith(task: LinkedTask): readonly string[] {
    const files = new Set([
      task.file,
      ...this.#linker.dependents(task.file),
      ...this.#linker.membersOf(task.dag ?? ""),
    ]);
    for (const file of this.#files.importersOf(task.file)) files.add(file);
    const words = [task.name, task.method, ...this.#files.exportedNames(task.file)].filter(
      (word): word is string => typeof word === "string" && word !== "",
    );
    for (const file of this.#files.sleeping()) {
      const text = this.#files.get(file)?.source.text ?? "";
      if (words.some((word) => text.includes(word)) && this.#files.leadsTo(file, text, task.file)) files.add(file);
    }
    return [...files].sort(byPath);
  }

  #find(file: string): readonly Occurrence[] {
    const state = this.#files.get(file);
    if (state === undefined) return [];
    const found = new Map<string, Occurrence>();
    const tasks = this.#nodes.linkedIn(file);
    const withins = tasks.map((task) => this.#nodes.task(task));
    const add = (one: Omit<Occurrence, "within">) => {
      if (one.location.file !== file) return;
      const { start, end } = one.location;
      const key = `${start.line}:${start.character}:${end.line}:${end.character}`;
      const before = found.get(key);
      if (before === undefined || isBetter({ ...one, within: null }, before)) {
        found.set(key, { ...one, within: innermost(withins, one.location) });
      }
    };
    for (const { key } of this.#linker.links(file)?.dags ?? []) this.#addDag(key, add);
    const visible = new Set(tasks);
    for (const other of [file, ...this.#linker.dependents(file)]) {
      for (const task of this.#linker.links(other)?.tasks ?? []) visible.add(task);
    }
    for (const task of visible) this.#addTask(task, add);
    for (const task of tasks) for (const required of task.requirements) this.#addRequirement(task, required, add);
    for (const task of visible) for (const required of task.requirements) this.#addRequirement(task, required, add);
    this.#addUses(file, tasks, add);
    return [...found.values()].sort(
      ({ location: a }, { location: b }) => a.start.line - b.start.line || a.start.character - b.start.character,
    );
  }

  #addDag(key: string, add: (one: Omit<Occurrence, "within">) => void): void {
    const link = this.#linker.dag(key);
    if (link === undefined) return;
    const { dag } = link;
    add({
      kind: "dag",
      location: this.#nodes.locate(dag.nameSite),
      dag: dag.shownName,
      name: dag.shownName,
      task: null,
      shorthand: false,
      editable: dag.name !== null,
    });
  }

  #addTask(task: LinkedTask, add: (one: Omit<Occurrence, "within">) => void): void {
    if (typeof task.name !== "string") return;
    const node = this.#nodes.task(task);
    const base = { dag: node.dag, name: task.name, task: node, shorthand: false };
    const { nameSite, textSite } = task;
    add({ ...base, kind: "declaration", location: this.#nodes.locate(nameSite), editable: isSame(nameSite, textSite) });
    if (textSite !== null && !isSame(nameSite, textSite)) {
      add({ ...base, kind: "declaration", location: this.#nodes.locate(textSite), editable: true });
    }
  }

  #addRequirement(task: LinkedTask, required: LinkedRequirement, add: (one: Omit<Occurrence, "within">) => void): void {
    if (required.name === null || required.kind === "unresolved") return;
    const target = this.#required(task, required);
    const base = {
      kind: required.kind === "string" ? ("requirement" as const) : ("reference" as const),
      dag: target?.dag ?? this.#dagName(required.dag ?? task.dag),
      name: required.name,
      task: target,
      shorthand: false,
    };
    const isNamed = required.key === undefined || required.key === required.name;
    const { site, textSite } = required;
    add({ ...base, location: this.#nodes.locate(site), editable: isNamed && isSame(site, textSite) });
    if (textSite !== null && !isSame(site, textSite)) {
      add({ ...base, location: this.#nodes.locate(textSite), editable: isNamed });
    }
  }

  #required(task: LinkedTask, required: LinkedRequirement): TaskNode | null {
    const dag = required.dag ?? task.dag;
    const found = dag === null || required.name === null ? undefined : this.#linker.dag(dag)?.byName.get(required.name);
    return found === undefined ? null : this.#nodes.task(found);
  }

  #addUses(file: string, tasks: readonly LinkedTask[], add: (one: Omit<Occurrence, "within">) => void): void {
    const source = this.#files.get(file)?.source;
    if (source === undefined) return;
    const bodies = new Map<number, LinkedTask>();
    for (const task of tasks) {
      if (task.body?.file === file) bodies.set(this.#files.span(file, task.body.whole.start.line)[0], task);
    }
    const wanted = { functions: new Set(bodies.keys()), names: true };
    const uses = readUses(this.#files.typescript, file, source.text, wanted);
    const resolver = new Resolver(this.#files, uses.bindings);
    for (const [start, task] of bodies) {
      for (const read of uses.functions.get(start)?.reads ?? []) {
        const required = task.requirements.find((one) => keyOf(one) === read.key);
        if (task.requirements.length === 0) continue;
        const target = required === undefined ? this.#byKey(task, read.key) : this.#required(task, required);
        const name = target?.name ?? required?.name ?? read.key;
        const location = source.location(read.start, read.end);
        const dag = target?.dag ?? this.#dagName(task.dag);
        add({
          kind: "input",
          location,
          dag,
          name,
          task: target,
          shorthand: read.isShorthand,
          editable: name === read.key,
        });
      }
    }
    this.#addNames(uses, resolver, file, add);
    this.#addTypes(uses, resolver, file, add);
  }

  #addNames(uses: Uses, resolver: Resolver, file: string, add: (one: Omit<Occurrence, "within">) => void): void {
    const source = this.#files.get(file)?.source;
    for (const { value, start, end } of uses.names) {
      const found = resolver.resolve(value, file);
      const identity = found.head.kind === "task" ? taskIdentity(resolver, found) : null;
      if (source === undefined || identity === null || typeof identity.name !== "string") continue;
      const link = identity.dag === null ? undefined : this.#linker.dag(identity.dag);
      const task = link?.byName.get(identity.name);
      if (task === undefined) continue;
      const node = this.#nodes.task(task);
      const location = source.location(start, end);
      add({
        kind: "reference",
        location,
        dag: node.dag,
        name: identity.name,
        task: node,
        shorthand: false,
        editable: false,
      });
    }
  }

  #addTypes(uses: Uses, resolver: Resolver, file: string, add: (one: Omit<Occurrence, "within">) => void): void {
    const source = this.#files.get(file)?.source;
    for (const { of, names } of uses.types) {
      const { head, file: home } = resolver.resolve(of, file);
      if (source === undefined || head.kind !== "class") continue;
      const link = this.#linker.dag(`${home}\0${head.id}`);
      if (link === undefined) continue;
      for (const { text, start, end } of names) {
        const task = link.tasks.find(({ method }) => method === text);
        const node = task === undefined ? null : this.#nodes.task(task);
        const name = node?.name ?? text;
        const location = source.location(start, end);
        add({
          kind: "type",
          location,
          dag: link.dag.shownName,
          name,
          task: node,
          shorthand: false,
          editable: name === text,
        });
      }
    }
  }

  #byKey(task: LinkedTask, key: string): TaskNode | null {
    const link = task.dag === null ? undefined : this.#linker.dag(task.dag);
    const found = link?.tasks.find(({ method }) => method === key) ?? link?.byName.get(key);
    return found === undefined ? null : this.#nodes.task(found);
  }

  #dagName(key: string | null): string | null {
    return key === null ? null : this.#linker.nameOf(key);
  }
}

function isSame(site: Site, other: Site | null): boolean {
  return other !== null && site.file === other.file && site.start.line === other.start.line;
}

/** What is declared or required at a place says more than that a name stands there. */
function isBetter(one: Occurrence, other: Occurrence): boolean {
  const order = ["declaration", "dag", "requirement", "input", "type", "reference"];
  return (
    order.indexOf(one.kind) < order.indexOf(other.kind) ||
    (one.kind === other.kind && one.task !== null && other.task === null)
  );
}

function innermost(tasks: readonly TaskNode[], place: SourceLocation): TaskNode | null {
  let best: TaskNode | null = null;
  for (const task of tasks) {
    if (!isWithin(place.start, task.location) || !isWithin(place.end, task.location)) continue;
    if (best === null || isWithin(task.location.start, best.location)) best = task;
  }
  return best;
}

function isWithin({ line, character }: Position, { start, end }: SourceLocation): boolean {
  const isAfter = line > start.line || (line === start.line && character >= start.character);
  return isAfter && (line < end.line || (line === end.line && character <= end.character));
}
