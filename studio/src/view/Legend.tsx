import { listedStatuses } from "../run/listedStatuses.ts";
import { statusName } from "../run/statusName.ts";
import { countsOf } from "../run/overlay.ts";
import { useMemo } from "react";
import { criticalIcon, errorIcon, statusIcons } from "./icons.ts";
import { IconView } from "./IconView.tsx";
import { useView } from "./studioContext.ts";

/** What the signs mean, of those that occur. */
export function Legend() {
  const t = useView((state) => state.t);
  const shown = useView((state) => state.showsLegend);
  const jobs = useView(({ overlay }) => overlay?.jobs);
  const scene = useView((state) => state.scene);
  const critical = useView((state) => state.showsCritical && (state.critical?.path.tasks.length ?? 0) > 0);
  const counts = useMemo(() => countsOf(jobs ?? new Map()), [jobs]);
  const marks = useMemo(() => {
    const tasks = [...(scene?.tasks.values() ?? [])];
    return {
      added: tasks.some(({ mark }) => mark === "added"),
      changed: tasks.some(({ mark }) => mark === "changed"),
      removed: tasks.some(({ mark }) => mark === "removed"),
      wrong: tasks.some(({ worst }) => worst === "error"),
      cycle: scene?.edges.some(({ kind }) => kind === "cycle") ?? false,
    };
  }, [scene]);
  const statuses = listedStatuses.filter((status) => counts.has(status));
  if (!shown || (statuses.length === 0 && !critical && !Object.values(marks).includes(true))) return null;
  return (
    <ul className="legend" aria-label={t("Legend")}>
      {statuses.map((status) => (
        <li key={status} className={`status-${status}`}>
          <IconView icon={statusIcons[status]} className="status" />
          {statusName(t, status)}
        </li>
      ))}
      {critical && (
        <li>
          <IconView icon={criticalIcon} className="badge-critical" />
          {t("critical path")}
        </li>
      )}
      {marks.added && <Letter mark="added" letter="A" text={t("not in the active snapshot")} />}
      {marks.changed && <Letter mark="changed" letter="M" text={t("differs from the active snapshot")} />}
      {marks.removed && <Letter mark="removed" letter="D" text={t("only in the active snapshot")} />}
      {marks.wrong && (
        <li>
          <IconView icon={errorIcon} className="badge-error" />
          {t("problem")}
        </li>
      )}
      {marks.cycle && (
        <li>
          <svg className="sample" viewBox="0 0 24 8" aria-hidden="true">
            <path className="edge edge-cycle" d="M1 4h22" />
          </svg>
          {t("cycle")}
        </li>
      )}
    </ul>
  );
}

function Letter({ mark, letter, text }: { mark: string; letter: string; text: string }) {
  return (
    <li>
      <span className={`mark mark-${mark}`} aria-hidden="true">
        {letter}
      </span>
      {text}
    </li>
  );
}
