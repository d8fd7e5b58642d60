import { memo, useEffect, useLayoutEffect, useRef } from "react";
import type { SceneTask } from "../graph/scene.ts";
import { durationText } from "../run/durationText.ts";
import { durationMs } from "../run/overlay.ts";
import { taskText } from "../run/taskText.ts";
import { useNow } from "./clock.ts";
import { criticalIcon, errorIcon, hintIcon, statusIcons, taskIcon, warningIcon } from "./icons.ts";
import { IconView } from "./IconView.tsx";
import { useStudio, useView } from "./studioContext.ts";

const LETTERS = { added: "A", changed: "M", removed: "D" } as const;

/** One task. It reads its job from the store itself, so that a job that moves draws this node anew and nothing else. */
export const TaskNode = memo(function TaskNode({ id }: { id: string }) {
  const task = useView(({ scene }) => scene?.tasks.get(id));
  return task === undefined ? null : <TaskButton task={task} />;
});

function TaskButton({ task }: { task: SceneTask }) {
  const studio = useStudio();
  const { job, critical, current, className } = useLooks(task);
  const t = useView((state) => state.t);
  const skewMs = useView(({ overlay }) => overlay?.skewMs ?? 0);
  const nowMs = useNow(job?.status === "processing") + skewMs;
  const button = useRef<HTMLButtonElement>(null);
  const first = useView(({ scene, current: at }) => at === null && scene?.graph.tasks[0] === task.name);
  useEffect(() => {
    if (current && studio.takesFocus(task.name)) button.current?.focus({ preventScroll: true });
  });
  // A node that leaves the screen is taken away, and would take the keyboard with it.
  useLayoutEffect(() => {
    const own = button.current;
    return () => {
      if (own !== null && document.activeElement === own) studio.keepFocus(task.name);
    };
  }, [studio, task.name]);
  const duration = durationMs(job, nowMs);
  const problems = task.problems.length;
  const words = taskText(t, { name: task.name, job, mark: task.mark, problems, critical }, nowMs);
  return (
    <button
      ref={button}
      type="button"
      tabIndex={current || first ? 0 : -1}
      className={`task ${className}`}
      data-task={task.name}
      aria-current={current ? "true" : undefined}
      title={[words, ...task.problems.map(({ message }) => message), job?.error ?? ""].filter(Boolean).join("\n")}
      onClick={() => {
        studio.store.dispatch({ type: "select", task: task.name });
        studio.reveal(task.name);
      }}
      onFocus={() => studio.store.dispatch({ type: "select", task: task.name })}
      onDoubleClick={() => studio.store.dispatch({ type: "scope", scope: { kind: "near", task: task.name } })}
    >
      <IconView icon={job === undefined ? taskIcon : statusIcons[job.status]} className="status" />
      <span className="unseen">{words}</span>
      <span className="task-name" aria-hidden="true">
        {task.name}
      </span>
      <span className="task-facts" aria-hidden="true">
        {job !== undefined && job.attempts > 1 && <span>×{job.attempts}</span>}
        {task.mark !== null && <span className={`mark mark-${task.mark}`}>{LETTERS[task.mark]}</span>}
        {duration !== undefined && <span>{durationText(duration)}</span>}
      </span>
      {task.worst !== null && (
        <IconView icon={iconOf(task.worst)} className={`badge badge-${task.worst === "error" ? "error" : "warning"}`} />
      )}
      {critical && <IconView icon={criticalIcon} className="badge badge-critical" />}
    </button>
  );
}

function iconOf(severity: NonNullable<SceneTask["worst"]>) {
  if (severity === "error") return errorIcon;
  return severity === "warning" ? warningIcon : hintIcon;
}

function useLooks(task: SceneTask) {
  const { name } = task;
  const job = useView(({ overlay }) => overlay?.jobs.get(name));
  const current = useView((state) => state.current === name);
  const critical = useView((state) => state.showsCritical && state.critical?.tasks.has(name) === true);
  const found = useView(({ search }) => {
    if (search === null || search.text.trim() === "") return "";
    if (!search.matching.has(name)) return "dimmed";
    return search.matches[search.index] === name ? "match active-match" : "match";
  });
  const className = [
    `status-${job?.status ?? "none"}`,
    current && "current",
    critical && "critical",
    task.worst === "error" && "wrong",
    task.mark !== null && `drift-${task.mark}`,
    found,
  ]
    .filter(Boolean)
    .join(" ");
  return { job, current, critical, className };
}
