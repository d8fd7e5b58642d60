/** The number of a place in the table of places of its file. Places are apart so that facts stay equal when code moves. */
export type At = number;

/**
 * What an expression is, as far as its file tells: plain data, to be resolved with what other files export. `local`
 * names an entry of `bindings`, `import` what another module exports (`*`: all of it), `self` an instance of a class in
 * its own code. `joined` are the parts of a template or a sum of texts; what comes of it is a text that is nowhere written
 * as it is. A `default` stands for what is not given. What `isChanged` is
 * not what it was made as, if it is an array or an object.
 */
export type Value =
  | { readonly kind: "text"; readonly text: string; readonly at: At; readonly isComputed?: true }
  | { readonly kind: "number"; readonly text: string; readonly at: At }
  | { readonly kind: "constant"; readonly text: "true" | "false" | "null" | "undefined"; readonly at: At }
  | { readonly kind: "array"; readonly items: readonly ItemFact[]; readonly at: At }
  | { readonly kind: "object"; readonly properties: readonly PropertyFact[]; readonly at: At }
  | FunctionFact
  | { readonly kind: "local"; readonly name: string; readonly at: At }
  | {
      readonly kind: "import";
      readonly from: string;
      readonly name: string;
      readonly at: At;
      readonly isChanged?: true;
    }
  | { readonly kind: "property"; readonly of: Value; readonly name: string; readonly at: At; readonly default?: Value }
  | { readonly kind: "joined"; readonly parts: readonly Value[]; readonly at: At }
  | { readonly kind: "self"; readonly id: string; readonly at: At }
  | { readonly kind: "call"; readonly of: Value; readonly args: readonly Value[]; readonly at: At }
  | {
      readonly kind: "parameter";
      readonly fn: string;
      readonly index: number;
      readonly at: At;
      readonly default?: Value;
    }
  | { readonly kind: "dag" | "task" | "class"; readonly id: string; readonly at: At }
  | { readonly kind: "unknown"; readonly at: At; readonly isHalfTyped?: true; readonly isUndeclared?: true };

/** One entry of an array. `removalAt` is what goes with it when it is removed. */
export interface ItemFact {
  readonly value: Value;
  readonly spread: boolean;
  readonly removalAt: At;
}

/** One property of an object; one of name null spreads its value or has a computed name. */
export interface PropertyFact {
  readonly name: string | null;
  readonly spread: boolean;
  readonly value: Value;
  readonly at: At;
}

export interface FunctionFact {
  readonly kind: "function";
  readonly id: string;
  readonly name: string | null;
  readonly nameAt: At | null;
  readonly inputsAt: At | null;
  readonly bodyAt: At | null;
  /** What calling it gives, if it does nothing but return that. */
  readonly returns: Value | null;
  readonly at: At;
}

/** Where in its file something happens: whether, and how often, is decided by what stands around it. */
export interface Place {
  /** The function around it that is not called where it stands; for fields and constructors that of their class. */
  readonly within: string | null;
  /** The innermost branch or loop around it in that function. */
  readonly branch: string | null;
}

export interface DagFact extends Place {
  readonly id: string;
  /** What is constructed, which decides whether it is a DAG at all. */
  readonly callee: Value;
  readonly args: readonly Value[];
  /** Declared where every import of the module declares it. */
  readonly isTopLevel: boolean;
  readonly at: At;
  readonly wordAt: At;
}

export interface TaskFact extends Place {
  readonly id: string;
  /** The value whose `task` is called, or for a method the decorator; which decides whether it is a task at all. */
  readonly callee: Value;
  /** The class of a method. */
  readonly owner: string | null;
  readonly method: { readonly name: string | null; readonly at: At } | null;
  /** What stands before the function. */
  readonly args: readonly Value[];
  readonly fn: Value | null;
  /** What receives the call is said to be a DAG by its type. */
  readonly isTyped: boolean;
  readonly at: At;
  /** The word `task` itself. */
  readonly wordAt: At;
  /** After the name, or after the opening parenthesis. */
  readonly insertAt: At;
}

export interface ClassFact {
  readonly id: string;
  readonly name: string | null;
  readonly base: Value | null;
  /** What making an instance runs: constructor and fields, as one function. */
  readonly init: string;
  /** What the constructor hands to the base class; null without a constructor, unknown where it is not clear. */
  readonly superArgs: readonly Value[] | null;
  readonly decorators: readonly DecoratorFact[];
  /** Static properties. */
  readonly statics: readonly PropertyFact[];
  /** Properties of instances. */
  readonly fields: readonly PropertyFact[];
  readonly at: At;
  readonly wordAt: At;
}

export interface DecoratorFact {
  readonly callee: Value;
  readonly args: readonly Value[];
  readonly at: At;
}

export interface CallFact extends Place {
  readonly of: Value;
  readonly args: readonly Value[];
}

/** What the source of one file says, in plain data. Two texts with equal facts differ in places only. */
export interface Facts {
  readonly bindings: Readonly<Record<string, Value>>;
  /** By the exported name; `=` is what a CommonJS module exports as a whole. */
  readonly exports: Readonly<Record<string, Value>>;
  /** Modules of `export * from`. */
  readonly stars: readonly string[];
  /** Every module that is loaded along with this one, as written. */
  readonly imports: readonly string[];
  readonly dags: readonly DagFact[];
  readonly classes: readonly ClassFact[];
  readonly tasks: readonly TaskFact[];
  /** Values whose `task` is taken without being called. */
  readonly loose: readonly { readonly dag: Value; readonly at: At }[];
  /** Calls through which a DAG may get tasks. */
  readonly calls: readonly CallFact[];
  readonly hasErrors: boolean;
}

/** Facts and the places they speak of: start and end offsets, two numbers a place. */
export interface FileFacts {
  readonly facts: Facts;
  readonly spans: Uint32Array;
}

export const NO_FACTS: Facts = {
  bindings: {},
  exports: {},
  stars: [],
  imports: [],
  dags: [],
  classes: [],
  tasks: [],
  loose: [],
  calls: [],
  hasErrors: false,
};
