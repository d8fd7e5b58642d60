import { roots } from "orchex/dag";
import type { Scene } from "../graph/scene.ts";
import { partOf, type Scope } from "../graph/scope.ts";
import type { LayoutInput } from "../layout/layout.ts";
import { nodeWidth } from "../layout/nodeWidth.ts";
import type { ViewState } from "./viewState.ts";

/** From here on a graph's whole layout takes long enough to be noticed, and a neighbourhood is shown until it is there. */
const LARGE = 150;

/** A layout that is wanted: the key says what it is of, so that the same is never made twice. */
export interface Wanted {
  readonly key: string;
  readonly scope: Scope;
}

/** The layout that the state asks for; null without a graph. */
export function wantedLayout({ scene, scope }: ViewState): Wanted | null {
  return scene === null ? null : { key: keyOf(scene, scope), scope };
}

/**
 * What to show until the wanted layout of a large graph is there, if nothing of this graph is shown yet: what surrounds
 * the cursor, or the first task. Null if the wanted one will be there at once.
 */
export function firstLook({ scene, scope, current, drawn }: ViewState): Wanted | null {
  if (scene === null || drawn !== null || scope.kind !== "whole" || scene.graph.tasks.length < LARGE) return null;
  const task = current ?? roots(scene.graph)[0] ?? scene.graph.tasks[0];
  if (task === undefined) return null;
  const near: Scope = { kind: "near", task };
  return { key: keyOf(scene, near), scope: near };
}

/** What the layout worker needs to lay a scope out. */
export function layoutInput(scene: Scene, scope: Scope): LayoutInput {
  const { tasks } = partOf(scene, scope);
  const ordered = scene.graph.tasks.filter((task) => tasks.has(task));
  return {
    tasks: ordered,
    edges: ordered.flatMap((to) =>
      (scene.graph.requires.get(to) ?? []).filter((from) => tasks.has(from)).map((from) => [from, to] as const),
    ),
    nodeWidth: nodeWidth(scene.graph.tasks),
  };
}

function keyOf(scene: Scene, scope: Scope): string {
  return `${scope.kind === "whole" ? "whole" : JSON.stringify([scope.kind, scope.task])} ${scene.shape}`;
}
