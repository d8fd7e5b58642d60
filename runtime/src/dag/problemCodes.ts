/** How bad a problem is, in the words of LSP. Only an error keeps a DAG from being snapshotted. */
export type Severity = "error" | "warning" | "information" | "hint";

/** What the editor, the CLI, the log and docs/problems.md say about one code. */
export interface ProblemKind {
  /** Used unless whoever reports the problem knows better. */
  readonly severity: Severity;
  /** One sentence: what is wrong. */
  readonly meaning: string;
  /** One or two sentences: what to do about it. */
  readonly advice: string;
}

/**
 * Every problem a declared DAG can have. A code is permanent: scripts, suppressions and links rely on it, so one is
 * added but never renamed or given another meaning.
 */
export const problemCodes = {
  "dag.cycle": {
    severity: "error",
    meaning: "Some tasks require each other in a circle, so none of them could ever start.",
    advice: "Remove one requirement of the path that is shown, or split the task that needs both sides.",
  },
  "dag.empty": {
    severity: "warning",
    meaning: "The DAG has no task, so a run of it does nothing.",
    advice: "Declare a task, or remove the DAG.",
  },
  "dag.duplicate-name": {
    severity: "error",
    meaning: "Two DAGs have the same name, which is what snapshots and runs are stored under.",
    advice: "Rename one of them, or export one DAG and import it where the other is declared.",
  },
  "task.unknown-requirement": {
    severity: "error",
    meaning: "A task requires a name that no task of its DAG has.",
    advice: "Correct the name, or declare the missing task. A reference instead of a name cannot be mistyped.",
  },
  "task.self-requirement": {
    severity: "error",
    meaning: "A task requires itself.",
    advice: "Remove the requirement. Repetition belongs into the body or into a schedule.",
  },
  "task.other-dag-requirement": {
    severity: "error",
    meaning: "A task requires a task of another DAG.",
    advice: "Declare the required task in the same DAG, or start a run of the other DAG from a task.",
  },
  "task.duplicate-name": {
    severity: "error",
    meaning: "Two tasks of one DAG have the same name.",
    advice: "Rename one of them. Until then the first declaration counts.",
  },
  "task.unnamed": {
    severity: "error",
    meaning: "A task has neither a name nor a named function to take it from.",
    advice: "Give the name as the first argument, or pass a named function.",
  },
  "task.invalid-name": {
    severity: "error",
    meaning: "A task's name cannot be stored or shown.",
    advice: "Use 1 to 200 characters with something visible among them and no control characters.",
  },
  "task.invalid-option": {
    severity: "error",
    meaning: "An option of a task or DAG is outside its range.",
    advice: "Use a value in the range that the message names.",
  },
  "task.unrequired-input": {
    severity: "error",
    meaning: "A task reads the result of a task that it does not require.",
    advice: "Add the task to `requires`, or do not read it.",
  },
  "task.unread-requirement": {
    severity: "hint",
    meaning: "A task requires another one but never reads its result.",
    advice: "Remove the requirement, unless the task is only meant to wait.",
  },
  "task.unresolved": {
    severity: "information",
    meaning: "A name, a requirement or whether a task is declared is decided while the module runs, not by its source.",
    advice: "Nothing has to be done: it is checked when the module is loaded. A literal is checked while it is typed.",
  },
  "task.not-loaded": {
    severity: "warning",
    meaning: "A task is declared in a module that no other module imports, so that no worker knows it.",
    advice: "Import the module, or add it to `modules` in orchex.config.",
  },
  "task.type-mismatch": {
    severity: "error",
    meaning: "A task expects another type than the task that it requires returns.",
    advice: "Make the two agree. A result arrives as what JSON gives back: a Date as a string.",
  },
  "drift.added": {
    severity: "information",
    meaning: "A task is in the code but not in the active snapshot, so new runs do not have it.",
    advice: "Activate a new snapshot: `orchex snapshot --activate`.",
  },
  "drift.removed": {
    severity: "warning",
    meaning: "A task is in the active snapshot but no longer in the code, so runs skip it.",
    advice: "Activate a new snapshot: `orchex snapshot --activate`. Or restore the task.",
  },
  "drift.requires": {
    severity: "warning",
    meaning: "A task requires other tasks than in the active snapshot, whose edges runs obey.",
    advice: "Activate a new snapshot: `orchex snapshot --activate`.",
  },
  "drift.policy": {
    severity: "information",
    meaning: "A timeout, attempt limit, back-off, priority or queue differs from the active snapshot.",
    advice: "Activate a new snapshot: `orchex snapshot --activate`.",
  },
  "drift.signature": {
    severity: "warning",
    meaning: "A task's parameters or result have other types than in the active snapshot.",
    advice: "See that results already stored still fit, then activate a new snapshot: `orchex snapshot --activate`.",
  },
  "drift.code": {
    severity: "hint",
    meaning: "A task's body has changed since the active snapshot.",
    advice: "Activate a new snapshot, to have it on record which code ran: `orchex snapshot --activate`.",
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;

/** A permanent code such as `task.unknown-requirement`. */
export type ProblemCode = keyof typeof problemCodes;
