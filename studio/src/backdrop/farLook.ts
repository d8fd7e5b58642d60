import type { JobStatus } from "orchex/dag";
import type { ViewState } from "../state/viewState.ts";
import type { Colour } from "../view/palette.ts";

/** How a task looks that is too far away to be read. */
export interface FarLook {
  readonly status: JobStatus | "none";
  /** What its border says, the most important only; null if nothing. */
  readonly border: Colour | null;
  /** The current task, or the match that the search is at. */
  readonly ringed: boolean;
  /** A search is on and did not find it. */
  readonly dimmed: boolean;
}

type Seen = Pick<ViewState, "scene" | "overlay" | "critical" | "showsCritical" | "current" | "search">;

export function farLook({ scene, overlay, critical, showsCritical, current, search }: Seen, name: string): FarLook {
  const task = scene?.tasks.get(name);
  const searched = search !== null && search.text.trim() !== "";
  const found = searched && search.matching.has(name);
  const border = (): Colour | null => {
    if (task?.worst === "error") return "error";
    if (showsCritical && critical?.tasks.has(name)) return "critical";
    if (found) return "focus";
    return task?.mark ?? null;
  };
  return {
    status: overlay?.jobs.get(name)?.status ?? "none",
    border: border(),
    ringed: current === name || (found && search.matches[search.index] === name),
    dimmed: searched && !found,
  };
}
