import type { DagDeclaration, Graph, Position, Problem, SourceLocation } from "orchex/dag";

/**
 * The DAGs of a set of source files, kept current while the files are edited. Nothing here runs or imports user code,
 * reads the clock or touches the disk: the caller hands in texts. Files are absolute paths as the caller spells them;
 * positions are zero-based and counted in UTF-16 units.
 *
 * Every answer is about the last texts handed in. While a file has parse errors, tasks that vanished from it are kept
 * as they were last seen, so that half-typed code makes no storm of problems.
 */
export interface Workspace {
  /**
   * Hands in a file's text, or null when the file is gone. Parses only what changed; relinks only the DAGs it touches. A
   * package.json or tsconfig.json, handed in the same way, says where names of modules lead; without them only relative
   * paths do.
   */
  set(file: string, text: string | null): Change;

  /** The same for many files at once, linking each DAG once: what the first look at a folder uses. */
  setAll(files: Iterable<readonly [file: string, text: string | null]>): Change;

  /**
   * Does some of what the first answer does not wait for (reads of inputs, hashes of bodies), for about `budgetMs`, and
   * says what that changed; `dags` are those with tasks whose code hash is another. Null when nothing is left to do.
   */
  idle(budgetMs: number): Change | null;

  /** All DAGs, in the order of their files and of their declarations. Makes a node of each: for a question about all. */
  dags(): readonly DagNode[];
  /** The DAGs of one name, in the same order; more than one is a `dag.duplicate-name`, or stands where nobody exports it. */
  dagsNamed(name: string): readonly DagNode[];
  /** The DAGs declared in a file and the tasks declared in it, in source order. */
  inFile(file: string): { readonly dags: readonly DagNode[]; readonly tasks: readonly TaskNode[] };
  /** Files that hold a DAG, a task, or have a problem. */
  files(): readonly string[];

  /** What is wrong in a file: problems of its tasks and DAGs, in source order. Drift is not among them. */
  problems(file: string): readonly Problem[];

  /** What stands at a position: a task's or DAG's name, a requirement, an input. Null where nothing of ours stands. */
  occurrenceAt(file: string, position: Position): Occurrence | null;
  /** Every place where a task is named or referred to, its declaration first. */
  occurrencesOf(task: TaskNode): readonly Occurrence[];
  /** The same for the places in one file, which document highlight and rename of an open file ask for. */
  occurrencesIn(file: string): readonly Occurrence[];

  /** What could be typed at a position, or null where it is nothing of ours. Works in half-typed code. */
  completionAt(file: string, position: Position): CompletionSite | null;

  /** Counters of the work done since the start; tests count with them, and a log may show them. */
  readonly work: Readonly<Work>;
}

/** What a change of texts did. */
export interface Change {
  /** Files whose problems are others than before, or stand elsewhere. */
  readonly files: ReadonlySet<string>;
  /** Names of DAGs that were linked again. */
  readonly dags: ReadonlySet<string>;
}

export interface Work {
  readonly parsed: number;
  readonly shifted: number;
  readonly linked: number;
}

/** A DAG as the source declares it. */
export interface DagNode {
  readonly name: string;
  readonly style: "object" | "class";
  /** The whole declaration: the statement of `new Dag(...)`, or the class with its decorator. */
  readonly location: SourceLocation;
  /** The name's text, without its quotes. */
  readonly nameLocation: SourceLocation;
  /** The name under which its module exports it, so that `file:export` is its address; null when it does not. */
  readonly exportName: string | null;
  /** What `orchex/dag` judges; its tasks are those of every file, in the order of files and declarations. */
  readonly declaration: DagDeclaration;
  readonly graph: Graph;
  readonly tasks: readonly TaskNode[];
  /** False when something about it is not known from its source (`task.unresolved`): the graph may lack tasks or edges. */
  readonly complete: boolean;
}

/** A task as the source declares it. */
export interface TaskNode {
  /** Null when it has none (`task.unnamed`) or when it is not known from the source. */
  readonly name: string | null;
  /** The name of its DAG; null when that is not known from the source. */
  readonly dag: string | null;
  /** The whole declaration: the call of `.task(...)` with its statement, or the method with its decorator. */
  readonly location: SourceLocation;
  /** The name's text, without quotes; where there is no name, the `task` that declares it. */
  readonly nameLocation: SourceLocation;
  /** What the name is in the source, which decides what a rename edits. */
  readonly nameKind: "string" | "method" | "function" | "constant" | "none";
  /** A method's own name, which in a class is another way to require it. Null for the object style. */
  readonly method: string | null;
  /** The array of requirements as written, its brackets included; null when there is none or it is not a literal. */
  readonly requiresLocation: SourceLocation | null;
  /** The options object as written; null when there is none. */
  readonly optionsLocation: SourceLocation | null;
  /** Where an options object or a requirement could be inserted, for quick fixes: after the name or the opening parenthesis. */
  readonly insertionPoint: SourceLocation;
  readonly requirements: readonly RequirementSite[];
  /** The first parameter as written; null when there is none. */
  readonly inputsLocation: SourceLocation | null;
  /** The body of the function, for folding and code lens. */
  readonly bodyLocation: SourceLocation | null;
}

/** One entry of `requires`, where it stands. */
export interface RequirementSite {
  /** The required name; null when it is not known from the source. */
  readonly name: string | null;
  /** The DAG of a reference; null for a name. */
  readonly dag: string | null;
  /** The entry as written: a string's text without quotes, or the expression. */
  readonly location: SourceLocation;
  /** The entry with the comma and space that removing it must take along; null when it stands in a shared constant. */
  readonly removalLocation: SourceLocation | null;
  readonly kind: "string" | "reference" | "unresolved";
}

/**
 * A place that names a task or a DAG.
 * - `declaration`: the name where it is declared. `requirement`: a string in `requires`. `reference`: an identifier or
 *   property that stands for the task. `input`: a property read from the inputs. `type`: a string in `Inputs<Class, "x">`.
 * - `dag`: the name of a DAG where it is declared.
 */
export interface Occurrence {
  readonly kind: "declaration" | "requirement" | "reference" | "input" | "type" | "dag";
  readonly location: SourceLocation;
  /** Of `dag`: that DAG. Else the DAG that the task belongs to, as far as it is known. */
  readonly dag: string | null;
  /** The name that is meant, also when no task has it. */
  readonly name: string;
  /** The task that is meant; null when there is none, and for a DAG. */
  readonly task: TaskNode | null;
  /** The task in whose declaration this place stands; null outside of any. */
  readonly within: TaskNode | null;
  /** A destructured `{ extract }`, which a rename must turn into `{ renamed: extract }`. */
  readonly shorthand: boolean;
  /** Can be edited by a rename of the task's name: false for references, and for names that are not written out here. */
  readonly editable: boolean;
}

/** Where a name can be completed. */
export interface CompletionSite {
  /** `requirement`: inside a string or as an entry of `requires`. `input`: a property of a task's inputs. */
  readonly kind: "requirement" | "input";
  readonly dag: string | null;
  /** The task that is being typed. */
  readonly task: TaskNode | null;
  /** What a chosen name replaces: the text of the string without quotes, or the word. */
  readonly replace: SourceLocation;
  /** False: the name needs quotes of its own. */
  readonly insideString: boolean;
  /** Names that make sense here, best first: for a requirement the tasks of the DAG that would not close a cycle first. */
  readonly names: readonly string[];
}
