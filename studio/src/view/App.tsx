import { ReactFlowProvider } from "@xyflow/react";
import { Canvas } from "./Canvas.tsx";
import { Details } from "./Details.tsx";
import { RunSummary } from "./RunSummary.tsx";
import { SearchBox } from "./SearchBox.tsx";
import type { Studio } from "./studio.ts";
import { StudioContext, useView } from "./studioContext.ts";
import { Toolbar } from "./Toolbar.tsx";
import { Twin } from "./Twin.tsx";

export function App({ studio }: { studio: Studio }) {
  return (
    <StudioContext value={studio}>
      <ReactFlowProvider>
        <Page />
      </ReactFlowProvider>
    </StudioContext>
  );
}

function Page() {
  const t = useView((state) => state.t);
  const scene = useView((state) => state.scene);
  const text = useView((state) => state.showsText);
  const waiting = useView((state) => state.drawn === null);
  if (scene === null) return <p className="empty">{t("Waiting for a DAG…")}</p>;
  return (
    <div className="studio">
      <header className="bar">
        <h1>{scene.dag}</h1>
        <Version />
        <RunSummary />
        <SearchBox />
        <Toolbar />
      </header>
      <main className={text ? "body as-text" : "body"}>
        {scene.graph.tasks.length === 0 && <p className="empty">{t("This DAG has no task yet.")}</p>}
        {!text && <Canvas />}
        {!text && waiting && scene.graph.tasks.length > 0 && <p className="empty">{t("Laying the graph out…")}</p>}
        <Twin />
        <Details />
      </main>
    </div>
  );
}

function Version() {
  const t = useView((state) => state.t);
  const version = useView(({ scene }) => scene?.version ?? null);
  const tasks = useView(({ scene }) => scene?.graph.tasks.length ?? 0);
  const drifted = useView(
    ({ scene }) => scene?.drift.length !== 0 || [...scene.tasks.values()].some((task) => task.mark),
  );
  return (
    <span className="version">
      {tasks === 1 ? t("1 task") : t("{0} tasks", tasks)}
      {version !== null && <code title={version}>{version.slice(0, 8)}</code>}
      {version !== null && drifted && <span className="drifted">{t("drift")}</span>}
    </span>
  );
}
