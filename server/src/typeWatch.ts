import type { DagNode, TypeTier } from "orchex-analysis";
import type { Problem } from "orchex/dag";
import type { TypeFacts } from "./typeFacts.ts";
import { TypeProblems, type TasksOf } from "./typeProblems.ts";

/** A question takes up to seconds of another processor: it is asked when the user has been quiet for a while. */
const QUIET_MS = 700;

export interface TypeWatchOptions {
  readonly tier: TypeTier;
  /** The DAGs that open documents have a part in; there are no others that anybody looks at. */
  readonly dags: () => readonly DagNode[];
  readonly tasksOf: TasksOf;
  /** Told of files whose problems are others than before. */
  readonly onChange: (files: ReadonlySet<string>) => void;
}

/** Asks the type checker about the DAGs that are being edited, and keeps what it said last. */
export class TypeWatch implements TypeFacts {
  readonly #options: TypeWatchOptions;
  readonly #problems: TypeProblems;
  /** Files whose problems stand elsewhere by an edit that nobody was told of yet. */
  readonly #moved = new Set<string>();
  #signatures: ReadonlyMap<string, ReadonlyMap<string, string | null>> = new Map();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: TypeWatchOptions) {
    this.#options = options;
    this.#problems = new TypeProblems(options.tasksOf);
  }

  problems(file: string): readonly Problem[] {
    return this.#problems.of(file);
  }

  signatures(dag: DagNode): ReadonlyMap<string, string | null> | undefined {
    return this.#signatures.get(keyOf(dag));
  }

  /**
   * A document has another text, of which the analysis does not know yet: what was said moves with it, and is told along
   * with `edited`.
   */
  moves(file: string, text: string): void {
    for (const one of this.#problems.edited(file, text)) this.#moved.add(one);
  }

  /** Texts of open documents are others than before; null: what is on disk counts again. */
  edited(texts: readonly (readonly [file: string, text: string | null])[]): void {
    this.#options.tier.update(texts);
    if (this.#moved.size > 0) this.#options.onChange(new Set(this.#moved));
    this.#moved.clear();
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
    const texts = this.#problems.texts();
    const answer = await this.#options.tier.ask(dags);
    if (answer === null) return;
    this.#signatures = new Map(dags.map((dag, index) => [keyOf(dag), answer.signatures[index] ?? new Map()]));
    const files = this.#problems.replace(answer.problems, texts);
    if (files.size > 0) this.#options.onChange(files);
  }
}

function keyOf({ name, location }: DagNode): string {
  return JSON.stringify([location.file, name]);
}
