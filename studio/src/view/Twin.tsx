import { memo, useDeferredValue, useMemo } from "react";
import { durationText } from "../run/durationText.ts";
import { durationMs } from "../run/overlay.ts";
import { statusName } from "../run/statusName.ts";
import { markText } from "../run/taskText.ts";
import { twinOf, type TwinTask, type TwinWave } from "../run/twin.ts";
import { waveTitle } from "../run/twinText.ts";
import { useNow } from "./clock.ts";
import { statusIcons } from "./icons.ts";
import { IconView } from "./IconView.tsx";
import { useStudio, useView } from "./studioContext.ts";

/**
 * Everything that the picture says as a table by waves. It is always there for screen readers; `showsText` puts it in the
 * picture's place for everybody. What cannot be seen cannot be tabbed to either.
 */
export function Twin() {
  const t = useView((state) => state.t);
  const seen = useView((state) => state.showsText);
  // A thousand rows are drawn when the page has time for them, and give way to whatever else happens.
  const scene = useDeferredValue(
    useView((state) => state.scene),
    null,
  );
  const jobs = useDeferredValue(useView(({ overlay }) => overlay?.jobs));
  const critical = useDeferredValue(useView((state) => state.critical?.tasks));
  const waves = useMemo(
    () => (scene === null ? [] : twinOf(scene, jobs ?? new Map(), critical ?? new Set())),
    [scene, jobs, critical],
  );
  if (scene === null) return null;
  return (
    <section
      className={seen ? "twin" : "twin unseen"}
      aria-label={t("Graph of {0} as text", scene.dag)}
      tabIndex={seen ? 0 : -1}
    >
      {scene.problems.map((problem) => (
        <p key={`${problem.code} ${problem.message}`} className={`finding ${problem.severity}`}>
          {problem.message}
        </p>
      ))}
      <table>
        <caption className="unseen">{t("Tasks by wave: each wave needs only earlier ones")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("Task")}</th>
            <th scope="col">{t("Status")}</th>
            <th scope="col">{t("Duration")}</th>
            <th scope="col">{t("Attempts")}</th>
            <th scope="col">{t("Requires")}</th>
            <th scope="col">{t("Notes")}</th>
          </tr>
        </thead>
        {waves.map((wave) => (
          <WaveRows key={wave.wave ?? "none"} wave={wave} seen={seen} />
        ))}
      </table>
    </section>
  );
}

function WaveRows({ wave, seen }: { wave: TwinWave; seen: boolean }) {
  const t = useView((state) => state.t);
  return (
    <tbody>
      <tr className="wave">
        <th scope="rowgroup" colSpan={6}>
          {waveTitle(t, wave.wave, wave.tasks.length)}
        </th>
      </tr>
      {wave.tasks.map((task) => (
        <TaskRow key={task.name} task={task} seen={seen} />
      ))}
    </tbody>
  );
}

const TaskRow = memo(
  function TaskRow({ task, seen }: { task: TwinTask; seen: boolean }) {
    const studio = useStudio();
    const t = useView((state) => state.t);
    const current = useView((state) => state.current === task.name);
    const { job } = task;
    return (
      <tr aria-current={current ? "true" : undefined} className={job === undefined ? "" : `status-${job.status}`}>
        <th scope="row">
          <button
            type="button"
            className="link"
            tabIndex={seen ? 0 : -1}
            onClick={() => {
              studio.store.dispatch({ type: "select", task: task.name });
              studio.reveal(task.name);
            }}
          >
            {task.name}
          </button>
        </th>
        <td className="twin-status">
          {job !== undefined && (
            <>
              <IconView icon={statusIcons[job.status]} className="status" />
              {statusName(t, job.status)}
            </>
          )}
        </td>
        <td>
          <Duration task={task} />
        </td>
        <td>{job !== undefined && job.attempts > 0 ? job.attempts : ""}</td>
        <td>{task.requires.join(", ")}</td>
        <td>
          <Notes task={task} />
        </td>
      </tr>
    );
  },
  (before, after) => before.seen === after.seen && sameTask(before.task, after.task),
);

function sameTask(a: TwinTask, b: TwinTask): boolean {
  return (
    a.job === b.job &&
    a.critical === b.critical &&
    a.requires === b.requires &&
    a.drift === b.drift &&
    a.problems === b.problems
  );
}

function Duration({ task: { job } }: { task: TwinTask }) {
  const skewMs = useView(({ overlay }) => overlay?.skewMs ?? 0);
  const nowMs = useNow(job?.status === "processing") + skewMs;
  const duration = durationMs(job, nowMs);
  return duration === undefined ? null : durationText(duration);
}

function Notes({ task }: { task: TwinTask }) {
  const t = useView((state) => state.t);
  const notes = [
    task.critical && t("on the critical path"),
    task.mark !== null && markText(t, task.mark),
    task.formerlyRequired.length > 0 && t("no longer requires {0}", task.formerlyRequired.join(", ")),
    ...task.problems.map(({ severity, message }) => `${t(severity)}: ${message}`),
    typeof task.job?.error === "string" && t("error: {0}", task.job.error),
  ].filter((note) => note !== false);
  return notes.length === 0 ? null : (
    <ul>
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}
