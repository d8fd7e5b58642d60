import type { ts } from "ts-morph";
import type { Scope } from "./scope.ts";

/** What decides whether something happens: see `Place` of the facts. */
export interface Around {
  readonly within: ts.Node | null;
  readonly branch: ts.Node | null;
}

/** An expression that may declare something, where it stands. */
export interface Candidate<Kind extends ts.Node> extends Around {
  readonly node: Kind;
  readonly scope: Scope;
  /** The statement that is nothing but this declaration, or the expression itself. */
  readonly whole: ts.Node;
  /** The variable that it is the value of. */
  readonly variable: string | null;
  readonly isTopLevel: boolean;
}

/** The expressions of a file that may declare a DAG or a task, in source order. */
export interface Candidates {
  readonly tasks: readonly Candidate<ts.CallExpression>[];
  readonly dags: readonly Candidate<ts.NewExpression>[];
  readonly classes: readonly Candidate<ts.ClassLikeDeclaration>[];
  readonly loose: readonly { readonly node: ts.Expression; readonly at: ts.Node; readonly scope: Scope }[];
  /** Those outside of the bodies of tasks. */
  readonly calls: readonly Called[];
  /** Assignments to `module.exports` and `exports.x`. */
  readonly commonJs: readonly { readonly name: string; readonly value: ts.Expression }[];
  /** Texts of `require` and `import()`. */
  readonly required: readonly string[];
  readonly module: Scope;
  readonly scopes: ReadonlyMap<ts.Node, Scope>;
}

export interface Called extends Around {
  readonly node: ts.CallExpression;
  readonly scope: Scope;
}
