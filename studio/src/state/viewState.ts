import type { CriticalPath } from "../criticalPath.ts";
import type { Scene } from "../graph/scene.ts";
import type { Scope } from "../graph/scope.ts";
import type { Translate } from "../l10n.ts";
import type { Layout } from "../layout/layout.ts";
import type { Overlay } from "../run/overlay.ts";

export interface Search {
  readonly text: string;
  /** Best first. */
  readonly matches: readonly string[];
  readonly matching: ReadonlySet<string>;
  /** Which of the matches is the active one; meaningless without matches. */
  readonly index: number;
}

/** What the picture is to be moved to. A new object is a new wish, also for the same place. */
export type Camera =
  | { readonly to: "fit" }
  /** `always` centres the task also if it can be seen already. */
  | { readonly to: "task"; readonly task: string; readonly always: boolean };

/** A layout and the tasks that it was made for. */
export interface Drawn {
  readonly key: string;
  readonly layout: Layout;
}

/** Everything that the view shows. Replaced, never changed; a part that is the same object is the same. */
export interface ViewState {
  readonly t: Translate;
  readonly scene: Scene | null;
  readonly overlay: Overlay | null;
  /** Of the run that is laid over, recomputed as jobs finish; null without one. */
  readonly critical: { readonly path: CriticalPath; readonly tasks: ReadonlySet<string> } | null;
  /** The task that the keyboard is at and the details are about. */
  readonly current: string | null;
  readonly scope: Scope;
  readonly drawn: Drawn | null;
  readonly search: Search | null;
  readonly camera: Camera | null;
  /** The plain-text twin takes the place of the picture. */
  readonly showsText: boolean;
  readonly showsCritical: boolean;
  readonly showsLegend: boolean;
  readonly followsCursor: boolean;
}
