import type { Problem, SourceLocation } from "orchex/dag";

/** Problems by file, each list put up by the one that found it and taken down by the same. */
export class ProblemBoard {
  readonly #byFile = new Map<string, Map<string, readonly Problem[]>>();
  readonly #filesOf = new Map<string, ReadonlySet<string>>();
  readonly #shown = new Map<string, { readonly problems: readonly Problem[]; readonly json: string }>();
  readonly #locate: (site: SourceLocation) => SourceLocation;

  /** `locate` turns a site into where it is now. */
  constructor(locate: (site: SourceLocation) => SourceLocation) {
    this.#locate = locate;
  }

  /** Replaces what a finder found, and answers with the files that are concerned. */
  put(finder: string, problems: readonly Problem[]): ReadonlySet<string> {
    const before = this.#filesOf.get(finder) ?? new Set<string>();
    const lists = new Map<string, Problem[]>();
    for (const problem of problems) {
      const file = problem.location?.file ?? "";
      const list = lists.get(file);
      if (list === undefined) lists.set(file, [problem]);
      else list.push(problem);
    }
    for (const file of before) if (!lists.has(file)) this.#take(file, finder);
    for (const [file, list] of lists) {
      const finders = this.#byFile.get(file) ?? new Map<string, readonly Problem[]>();
      this.#byFile.set(file, finders.set(finder, list));
    }
    if (lists.size === 0) this.#filesOf.delete(finder);
    else this.#filesOf.set(finder, new Set(lists.keys()));
    return new Set([...before, ...lists.keys()]);
  }

  files(): Iterable<string> {
    return this.#byFile.keys();
  }

  /** Files with a problem in which one of the given files has a part. */
  relatedTo(files: ReadonlySet<string>): readonly string[] {
    const found: string[] = [];
    for (const [other, finders] of this.#byFile) {
      for (const list of finders.values()) {
        if (!list.some(({ related }) => related.some(({ location }) => location !== null && files.has(location.file))))
          continue;
        found.push(other);
        break;
      }
    }
    return found;
  }

  /** The problems of a file as they were last shown. */
  shown(file: string): readonly Problem[] {
    return this.#shown.get(file)?.problems ?? [];
  }

  /** Looks at a file again, and says whether its problems are others than were shown or stand elsewhere. */
  refresh(file: string): boolean {
    const problems = this.#current(file);
    const json = problems.length === 0 ? "" : JSON.stringify(problems);
    if (json === (this.#shown.get(file)?.json ?? "")) return false;
    if (problems.length === 0) this.#shown.delete(file);
    else this.#shown.set(file, { problems, json });
    return true;
  }

  #current(file: string): readonly Problem[] {
    const unique = new Map<string, Problem>();
    for (const list of this.#byFile.get(file)?.values() ?? []) {
      for (const one of list) {
        const problem = this.#located(one);
        unique.set(JSON.stringify([problem.code, problem.location, problem.message]), problem);
      }
    }
    return [...unique.values()].sort(inSourceOrder);
  }

  #located(problem: Problem): Problem {
    const related = problem.related.map((place) => ({
      ...place,
      location: place.location === null ? null : this.#locate(place.location),
    }));
    return { ...problem, location: problem.location === null ? null : this.#locate(problem.location), related };
  }

  #take(file: string, finder: string): void {
    const finders = this.#byFile.get(file);
    finders?.delete(finder);
    if (finders?.size === 0) this.#byFile.delete(file);
  }
}

function inSourceOrder(a: Problem, b: Problem): number {
  const [one, other] = [a.location?.start, b.location?.start];
  const byPlace = (one?.line ?? 0) - (other?.line ?? 0) || (one?.character ?? 0) - (other?.character ?? 0);
  if (byPlace !== 0) return byPlace;
  return a.code < b.code ? -1 : a.code > b.code ? 1 : a.message < b.message ? -1 : 1;
}
