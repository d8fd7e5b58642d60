import type { SceneTask } from "../graph/scene.ts";
import { durationText } from "../run/durationText.ts";
import { durationMs } from "../run/overlay.ts";
import { statusName } from "../run/statusName.ts";
import { markText } from "../run/taskText.ts";
import { useNow } from "./clock.ts";
import { statusIcons, toolIcons } from "./icons.ts";
import { IconView } from "./IconView.tsx";
import { useStudio, useView } from "./studioContext.ts";

/** Everything about the current task, and the way to its relatives, its code and its job. */
export function Details() {
  const studio = useStudio();
  const t = useView((state) => state.t);
  const task = useView(({ scene, current }) => (current === null ? undefined : scene?.tasks.get(current)));
  const graph = useView(({ scene }) => scene?.graph);
  if (task === undefined || graph === undefined) return null;
  return (
    <aside className="details" aria-label={t("Task {0}", task.name)}>
      <header>
        <h2>{task.name}</h2>
        <button
          type="button"
          className="tool"
          aria-label={t("Close")}
          title={t("Close")}
          onClick={() => studio.store.dispatch({ type: "select", task: null })}
        >
          <IconView icon={toolIcons.close} />
        </button>
      </header>
      <div className="actions">
        <button type="button" onClick={() => studio.reveal(task.name)} disabled={task.location === null}>
          <IconView icon={toolIcons.code} />
          {t("Code")}
        </button>
        <JobButton task={task.name} />
      </div>
      <JobFacts task={task.name} />
      <Findings task={task} />
      <Relatives title={t("Requires")} tasks={graph.requires.get(task.name) ?? []} />
      <Relatives title={t("Required by")} tasks={graph.dependents.get(task.name) ?? []} />
    </aside>
  );
}

function JobButton({ task }: { task: string }) {
  const studio = useStudio();
  const t = useView((state) => state.t);
  const has = useView(({ overlay }) => overlay?.jobs.has(task) ?? false);
  if (!has) return null;
  return (
    <button type="button" onClick={() => studio.openJob(task)}>
      <IconView icon={toolIcons.job} />
      {t("Job")}
    </button>
  );
}

function JobFacts({ task }: { task: string }) {
  const t = useView((state) => state.t);
  const job = useView(({ overlay }) => overlay?.jobs.get(task));
  const skewMs = useView(({ overlay }) => overlay?.skewMs ?? 0);
  const nowMs = useNow(job?.status === "processing") + skewMs;
  if (job === undefined) return null;
  const duration = durationMs(job, nowMs);
  return (
    <>
      <dl>
        <dt>{t("Status")}</dt>
        <dd className={`status-${job.status}`}>
          <IconView icon={statusIcons[job.status]} className="status" />
          {statusName(t, job.status)}
        </dd>
        {duration !== undefined && (
          <>
            <dt>{t("Duration")}</dt>
            <dd>{durationText(duration)}</dd>
          </>
        )}
        <dt>{t("Attempts")}</dt>
        <dd>{job.attempts}</dd>
      </dl>
      {job.error !== null && <pre className="error">{job.error}</pre>}
    </>
  );
}

function Findings({ task }: { task: SceneTask }) {
  const t = useView((state) => state.t);
  return (
    <>
      {task.mark !== null && (
        <p className={`finding mark-${task.mark}`}>
          {markText(t, task.mark)}
          {task.mark === "changed" && `: ${task.drift.map(({ kind }) => t(kind)).join(", ")}`}
        </p>
      )}
      {task.problems.map((problem) => (
        <p key={`${problem.code} ${problem.message}`} className={`finding ${problem.severity}`}>
          {problem.message} <code>{problem.code}</code>
        </p>
      ))}
    </>
  );
}

/** A task with a thousand dependents has a list nobody reads: the rest is in the text view. */
const LISTED = 30;

function Relatives({ title, tasks }: { title: string; tasks: readonly string[] }) {
  const studio = useStudio();
  const t = useView((state) => state.t);
  if (tasks.length === 0) return null;
  return (
    <section>
      <h3>
        {title} <span className="number">{tasks.length}</span>
      </h3>
      <ul>
        {tasks.slice(0, LISTED).map((task) => (
          <li key={task}>
            <button type="button" className="link" onClick={() => studio.goTo(task)}>
              <RelativeStatus task={task} />
              {task}
            </button>
          </li>
        ))}
        {tasks.length > LISTED && <li>{t("and {0} more", tasks.length - LISTED)}</li>}
      </ul>
    </section>
  );
}

function RelativeStatus({ task }: { task: string }) {
  const t = useView((state) => state.t);
  const status = useView(({ overlay }) => overlay?.jobs.get(task)?.status);
  if (status === undefined) return null;
  return (
    <span className={`status-${status}`} title={statusName(t, status)}>
      <IconView icon={statusIcons[status]} className="status" />
      <span className="unseen">{statusName(t, status)} </span>
    </span>
  );
}
