import { shiftedSpan, type Edit } from "./edit.ts";
import type { At, ClassFact, DagFact, Facts, FileFacts, TaskFact, Value } from "./facts.ts";

/**
 * The facts of a text with parse errors, and with them what vanished since the last text: half-typed code hides what
 * stands after it. What the edit took out as a whole, or renamed where it stands, is gone for good.
 */
export function keepVanished(before: FileFacts, after: FileFacts, edit: Edit): FileFacts {
  const keeper = new Keeper(before, after, edit);
  const dags = keeper.kept(before.facts.dags, after.facts.dags);
  const classes = keeper.kept(before.facts.classes, after.facts.classes);
  const whole = after.facts.tasks.filter((task) => !isHalfTyped(task));
  const tasks = keeper.kept(before.facts.tasks, whole);
  const places = new Set(tasks.map(({ wordAt }) => keeper.spans[wordAt * 2]));
  const half = after.facts.tasks.filter(
    (task) => isHalfTyped(task) && !places.has(after.spans[task.wordAt * 2]) && tasks.every(({ id }) => id !== task.id),
  );
  const found = [...whole, ...half].map((task) => keeper.withCallee(task));
  const exports = keeper.exports();
  if (!keeper.hasKept) return after;
  const facts: Facts = {
    ...after.facts,
    dags: keeper.inOrder([...after.facts.dags, ...dags]),
    classes: keeper.inOrder([...after.facts.classes.map((one) => keeper.withDecorators(one)), ...classes]),
    tasks: keeper.inOrder([...found, ...tasks]),
    exports: { ...exports, ...after.facts.exports },
    bindings: keeper.bindings,
  };
  return { facts, spans: Uint32Array.from(keeper.spans) };
}

/** A task whose name is being typed tells less than what stood there before. */
function isHalfTyped({ args: [first] }: TaskFact): boolean {
  return first?.kind === "unknown" && first.isHalfTyped === true;
}

type Declared = DagFact | ClassFact | TaskFact;

/** Copies facts from one table of places into another. */
class Keeper {
  readonly spans: number[];
  readonly bindings: Record<string, Value>;
  hasKept = false;
  readonly #before: FileFacts;
  readonly #after: FileFacts;
  readonly #edit: Edit;

  constructor(before: FileFacts, after: FileFacts, edit: Edit) {
    this.#before = before;
    this.#after = after;
    this.#edit = edit;
    this.spans = [...after.spans];
    this.bindings = { ...after.facts.bindings };
  }

  kept<Fact extends Declared>(before: readonly Fact[], after: readonly Fact[]): readonly Fact[] {
    const ids = new Set(after.map(({ id }) => id));
    const words = new Set(after.map(({ wordAt }) => this.#after.spans[wordAt * 2]));
    return before
      .filter(({ id, at, wordAt }) => {
        if (ids.has(id) || this.#isTakenOut(at)) return false;
        const word = this.#span(wordAt);
        return !words.has(word[0]);
      })
      .map((fact) => this.#copied(fact));
  }

  /** A half-typed import hides where names come from. */
  withCallee(task: TaskFact): TaskFact {
    if (task.callee.kind !== "unknown") return task;
    const known = this.#before.facts.tasks.find(({ id }) => id === task.id)?.callee;
    return known === undefined || known.kind === "unknown" ? task : { ...task, callee: this.#copied(known) };
  }

  withDecorators(fact: ClassFact): ClassFact {
    if (fact.decorators.every(({ callee }) => callee.kind !== "unknown")) return fact;
    const known = this.#before.facts.classes.find(({ id }) => id === fact.id);
    return known === undefined ? fact : { ...fact, decorators: known.decorators.map((one) => this.#copied(one)) };
  }

  exports(): Readonly<Record<string, Value>> {
    const { exports } = this.#after.facts;
    const lost = Object.entries(this.#before.facts.exports).filter(([name]) => !Object.hasOwn(exports, name));
    return Object.fromEntries(lost.map(([name, value]) => [name, this.#copied(value)]));
  }

  inOrder<Fact extends Declared>(facts: readonly Fact[]): readonly Fact[] {
    const start = ({ wordAt }: Fact) => this.spans[wordAt * 2] ?? 0;
    return facts.toSorted((a, b) => start(a) - start(b));
  }

  #isTakenOut(at: At): boolean {
    const [start = 0, end = 0] = [this.#before.spans[at * 2], this.#before.spans[at * 2 + 1]];
    const { start: cutStart, end: cutEnd, slack } = this.#edit;
    return cutStart - slack <= start && end <= cutEnd && end - start <= cutEnd - cutStart;
  }

  /** Where a place is after the edit; what the edit touched reaches around it. */
  #span(at: At): readonly [start: number, end: number] {
    const [start = 0, end = 0] = [this.#before.spans[at * 2], this.#before.spans[at * 2 + 1]];
    const moved = shiftedSpan(start, end, this.#edit);
    if (moved !== null) return moved;
    const newEnd = this.#edit.end + this.#edit.delta;
    return [Math.min(start, this.#edit.start), end > this.#edit.end ? end + this.#edit.delta : newEnd];
  }

  #copied<Part>(part: Part): Part {
    this.hasKept = true;
    return this.#copy(part) as Part;
  }

  #copy(part: unknown): unknown {
    if (Array.isArray(part)) return part.map((one) => this.#copy(one));
    if (typeof part !== "object" || part === null) return part;
    const { kind, name } = part as { readonly kind?: unknown; readonly name?: unknown };
    if (kind === "local" && typeof name === "string") this.#keepBinding(name);
    return Object.fromEntries(
      Object.entries(part).map(([key, value]) => {
        const isPlace = typeof value === "number" && (key === "at" || key.endsWith("At"));
        return [key, isPlace ? this.spans.push(...this.#span(value)) / 2 - 1 : this.#copy(value)];
      }),
    );
  }

  #keepBinding(name: string): void {
    const known = this.#before.facts.bindings[name];
    const found = this.bindings[name];
    if (known === undefined || (found !== undefined && found.kind !== "unknown")) return;
    // Put there before it is followed, since it may name itself.
    this.bindings[name] = known;
    this.bindings[name] = this.#copy(known) as Value;
  }
}
