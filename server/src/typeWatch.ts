import type { DagNode, TypeTier } from "orchex-analysis";
import type { Problem } from "orchex/dag";
import type { TypeFacts } from "./typeFacts.ts";

/** A question takes up to seconds of another processor: it is asked when the user has been quiet for a while. */
const QUIET_MS = 700;

export interface TypeWatchOptions {
  readonly tier: TypeTier;
  /** The DAGs that open documents have a part in; there are no others that anybody looks at. */
  readonly dags: () => readonly DagNode[];
  /** Told of files whose problems are others than before. */
  readonly onChange: (files: ReadonlySet<string>) => void;
}

/** Asks the type checker about the DAGs that are being edited, and keeps what it said last. */
export class TypeWatch implements TypeFacts {
  readonly #options: TypeWatchOptions;
  #problems: ReadonlyMap<string, readonly Problem[]> = new Map();
  #signatures: ReadonlyMap<string, ReadonlyMap<string, string | null>> = new Map();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: TypeWatchOptions) {
    this.#options = options;
  }

  problems(file: string): readonly Problem[] {
    return this.#problems.get(file) ?? [];
  }

  signatures(dag: DagNode): ReadonlyMap<string, string | null> | undefined {
    return this.#signatures.get(keyOf(dag));
  }

  /**
   * Texts of open documents are others than before; null: what is on disk counts again. What was said about these files
   * stood elsewhere, and is forgotten until the next answer.
   */
  edited(texts: readonly (readonly [file: string, text: string | null])[]): void {
    this.#options.tier.update(texts);
    const edited = new Set(texts.map(([file]) => file));
    this.#replace(new Map([...this.#problems].filter(([file]) => !edited.has(file))));
    this.soon();
  }

  /** Asks once the user has been quiet for a while. */
  soon(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), QUIET_MS);
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#options.tier.close();
  }

  async #ask(): Promise<void> {
    const dags = this.#options.dags();
    if (dags.length === 0) return;
    const answer = await this.#options.tier.ask(dags);
    if (answer === null) return;
    this.#signatures = new Map(dags.map((dag, index) => [keyOf(dag), answer.signatures[index] ?? new Map()]));
    const problems = new Map<string, Problem[]>();
    for (const problem of answer.problems) {
      const file = problem.location?.file ?? "";
      problems.set(file, [...(problems.get(file) ?? []), problem]);
    }
    this.#replace(problems);
  }

  #replace(problems: ReadonlyMap<string, readonly Problem[]>): void {
    const before = this.#problems;
    this.#problems = problems;
    const files = new Set([...before.keys(), ...problems.keys()]);
    for (const file of files) {
      if (JSON.stringify(before.get(file)) === JSON.stringify(problems.get(file))) files.delete(file);
    }
    if (files.size > 0) this.#options.onChange(files);
  }
}

function keyOf({ name, location }: DagNode): string {
  return JSON.stringify([location.file, name]);
}
