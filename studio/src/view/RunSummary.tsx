import { useMemo } from "react";
import { durationText } from "../run/durationText.ts";
import { countsOf } from "../run/overlay.ts";
import { listedStatuses } from "../run/listedStatuses.ts";
import { statusName } from "../run/statusName.ts";
import { useNow } from "./clock.ts";
import { statusIcons } from "./icons.ts";
import { IconView } from "./IconView.tsx";
import { useView } from "./studioContext.ts";

/** How the run that is laid over the graph stands: its status, its jobs by status, its time and its critical path. */
export function RunSummary() {
  const t = useView((state) => state.t);
  const overlay = useView((state) => state.overlay);
  const critical = useView((state) => state.critical?.path);
  const running = overlay !== null && overlay.run.finishedAt === null;
  const nowMs = useNow(running) + (overlay?.skewMs ?? 0);
  const jobs = overlay?.jobs;
  const counts = useMemo(() => countsOf(jobs ?? new Map()), [jobs]);
  if (overlay === null) return null;
  const { run } = overlay;
  const startedMs = run.startedAt === null ? null : Date.parse(run.startedAt);
  const endMs = run.finishedAt === null ? nowMs : Date.parse(run.finishedAt);
  return (
    <div className="run" aria-label={t("Run {0}", run.run)} role="group">
      <span className={`run-status run-${run.status}`}>{statusName(t, run.status)}</span>
      <span className="run-counts">
        {listedStatuses
          .filter((status) => counts.has(status))
          .map((status) => (
            <span key={status} className={`count status-${status}`} title={statusName(t, status)}>
              <IconView icon={statusIcons[status]} className="status" />
              {counts.get(status)}
              <span className="unseen"> {statusName(t, status)}</span>
            </span>
          ))}
      </span>
      {startedMs !== null && <span className="run-time">{durationText(Math.max(0, endMs - startedMs))}</span>}
      {critical !== undefined && critical.tasks.length > 0 && (
        <span className="run-critical" title={critical.tasks.join(" → ")}>
          {t("critical path {0}", durationText(critical.totalMs))}
        </span>
      )}
      <span className="unseen" role="status">
        {run.status === "running" ? "" : t("The run {0} is {1}.", run.run, statusName(t, run.status))}
      </span>
    </div>
  );
}
