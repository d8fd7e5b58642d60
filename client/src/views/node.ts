import type * as vscode from "vscode";

/** An item of a tree, as data: what it is made of is compared, so that only what changed is drawn again. */
export interface Node {
  /** The same for the same thing over all refreshes: VS Code keeps expansion and selection by it. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Markdown, of texts that went through `markdownText`. */
  readonly tooltip?: string;
  readonly icon?: { readonly id: string; readonly color?: string };
  /** Words that `when` clauses of menus look for. */
  readonly kinds: readonly string[];
  /** A command for a click. */
  readonly click?: { readonly command: string; readonly title: string };
  readonly expanded?: boolean;
  /** Absent: a leaf. */
  readonly children?: readonly Node[];
  /** Read when the item is opened; an item has these or `children`. `key` changes when they may have changed. */
  readonly later?: { readonly key: string; readonly load: () => Promise<readonly Node[]> };
  /** What commands on this item are about. */
  readonly about: About;
  /** A file whose badges (problems, of Git) the item shows. */
  readonly resource?: vscode.Uri;
}

/** The thing behind an item; commands take it, whichever view it comes from. */
export interface About {
  readonly folder?: string;
  readonly dag?: string;
  readonly task?: string;
  readonly runId?: string;
  /** Of a job. */
  readonly status?: string;
  readonly workerId?: string;
  readonly version?: string;
  /** Of a snapshot that is to be stored. */
  readonly activate?: boolean;
  /** An error, for copying it. */
  readonly error?: string;
  readonly place?: { readonly uri: string; readonly line: number; readonly character: number };
}
