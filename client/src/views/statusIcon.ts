import type { Node } from "./node.ts";

/** The icon of a run's or a job's status: the shape tells it too, for whoever does not see the colour. */
export function statusIcon(status: string): NonNullable<Node["icon"]> {
  return ICONS[status] ?? { id: "circle-outline" };
}

const ICONS: Readonly<Record<string, NonNullable<Node["icon"]>>> = {
  pending: { id: "clock" },
  running: { id: "play-circle", color: "charts.blue" },
  processing: { id: "sync", color: "charts.blue" },
  paused: { id: "debug-pause" },
  succeeded: { id: "pass", color: "testing.iconPassed" },
  failed: { id: "warning", color: "charts.orange" },
  dead: { id: "error", color: "testing.iconFailed" },
  blocked: { id: "lock", color: "charts.orange" },
  skipped: { id: "debug-step-over" },
  cancelled: { id: "circle-slash" },
};
