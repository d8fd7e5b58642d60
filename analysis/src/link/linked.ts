import type { TaskPolicy } from "orchex/dag";
import type { At } from "../source/facts.ts";
import type { Site } from "./site.ts";

/** The identity of a DAG: the file that declares it and its id there. */
export type DagKey = string;

export function dagKey(file: string, id: string): DagKey {
  return `${file}\0${id}`;
}

/** A DAG with what its declaration means once names are followed. Plain data with places: equal ones need no new link. */
export interface LinkedDag {
  readonly key: DagKey;
  readonly file: string;
  readonly style: "object" | "class";
  /** Null when it is not known from the source; then `shownName` is how it is written. */
  readonly name: string | null;
  readonly shownName: string;
  readonly timeoutMs: number | null;
  readonly at: At;
  readonly nameSite: Site;
  readonly exportName: string | null;
  readonly isTopLevel: boolean;
  readonly findings: readonly Finding[];
}

/** A task of one DAG; one method may be a task of several, through classes that extend its own. */
export interface LinkedTask {
  /** Where it is declared, and its id there. */
  readonly file: string;
  readonly id: string;
  /** Null when that is not known from the source. */
  readonly dag: DagKey | null;
  /** Undefined when it has none; null when it is not known from the source. */
  readonly name: string | null | undefined;
  readonly nameSite: Site;
  /** Where the name is written out, if it is. */
  readonly textSite: Site | null;
  readonly nameKind: "string" | "method" | "function" | "constant" | "none";
  readonly method: string | null;
  readonly optionsSite: Site | null;
  readonly requiresSite: Site | null;
  readonly requirements: readonly LinkedRequirement[];
  /** Declared by a function that the file calls. */
  readonly isCalled?: boolean;
  /** Declared when the function around it is called, which is to be found in some file. */
  readonly waits?: boolean;
  readonly policy: TaskPolicy;
  /** The function that is its body, where that stands. */
  readonly body: LinkedBody | null;
  readonly findings: readonly Finding[];
}

interface LinkedBody {
  readonly file: string;
  readonly fn: string;
  readonly whole: Site;
  readonly inputs: Site | null;
  readonly body: Site | null;
}

export interface LinkedRequirement {
  /** As it is written, or the name of the task that is referred to; null when it is not known. */
  readonly name: string | null;
  /** In a class, the method that is written instead of the name of its task. */
  readonly key?: string;
  /** The DAG of a reference. */
  readonly dag: DagKey | null;
  readonly kind: "string" | "reference" | "unresolved";
  readonly site: Site;
  /** Where the name is written out, if it is. */
  readonly textSite: Site | null;
  readonly removal: Site | null;
}

/** What is wrong with one declaration, or not known about it, apart from the graph. */
export interface Finding {
  readonly code: "task.invalid-name" | "task.invalid-option" | "task.unresolved";
  readonly text: string;
  readonly site: Site;
  /** The DAG that may lack something by it, where that is not the one of its task. */
  readonly dag?: DagKey;
  /** The DAG may have tasks by it that nobody sees. */
  readonly isOpen?: boolean;
}

/** What one file adds to the DAGs of the workspace. */
export interface FileLinks {
  readonly dags: readonly LinkedDag[];
  readonly tasks: readonly LinkedTask[];
  /** The tasks of functions that this file calls, by file and id. */
  readonly made: ReadonlySet<string>;
  /** Findings that belong to no DAG. */
  readonly findings: readonly Finding[];
  /** The files it depends on, the stems of the paths it asked for, and the other specifiers that led nowhere. */
  readonly visited: ReadonlySet<string>;
  readonly asked: ReadonlySet<string>;
  readonly missed: ReadonlySet<string>;
}

/** The identity of a task's declaration, whichever DAGs it is for. */
export function taskKey(file: string, id: string): string {
  return `${file}\0${id}`;
}
