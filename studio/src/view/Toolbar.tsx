import { useReactFlow } from "@xyflow/react";
import type { Scope } from "../graph/scope.ts";
import type { Toggle } from "../state/action.ts";
import { criticalIcon, toolIcons, type Icon } from "./icons.ts";
import { IconView } from "./IconView.tsx";
import { useStudio, useView } from "./studioContext.ts";

/** Which part is shown, and everything that can be done with the whole picture. */
export function Toolbar() {
  const studio = useStudio();
  const flow = useReactFlow();
  const t = useView((state) => state.t);
  const text = useView((state) => state.showsText);
  const hasRun = useView((state) => state.overlay !== null);
  return (
    <div className="tools" role="toolbar" aria-label={t("Graph")}>
      <Scopes />
      <span className="gap" />
      <Tool icon={toolIcons.zoomOut} label={t("Zoom out (-)")} disabled={text} act={() => void flow.zoomOut()} />
      <Tool icon={toolIcons.zoomIn} label={t("Zoom in (+)")} disabled={text} act={() => void flow.zoomIn()} />
      <Tool
        icon={toolIcons.fit}
        label={t("Fit (F)")}
        disabled={text}
        act={() => studio.store.dispatch({ type: "camera", camera: { to: "fit" } })}
      />
      <span className="gap" />
      <Switch what="followsCursor" icon={toolIcons.follow} label={t("Follow the cursor in the editor")} />
      {hasRun && <Switch what="showsCritical" icon={criticalIcon} label={t("Critical path (C)")} />}
      <Switch what="showsLegend" icon={toolIcons.legend} label={t("Legend")} />
      <Switch what="showsText" icon={toolIcons.text} label={t("Show as text (T)")} />
      <span className="gap" />
      <Tool icon={toolIcons.image} label={t("Export as SVG")} act={() => studio.export("svg")} />
      <Tool icon={toolIcons.diagram} label={t("Export as Mermaid")} act={() => studio.export("mermaid")} />
      <Tool icon={toolIcons.copy} label={t("Copy as text")} act={() => studio.copyText()} />
    </div>
  );
}

function Scopes() {
  const { store } = useStudio();
  const t = useView((state) => state.t);
  const kind = useView((state) => state.scope.kind);
  const current = useView(({ current: at, scope }) => at ?? (scope.kind === "whole" ? null : scope.task));
  const choices: readonly { kind: Scope["kind"]; label: string; title: string }[] = [
    { kind: "whole", label: t("All"), title: t("The whole DAG (W)") },
    { kind: "near", label: t("Near"), title: t("Two steps around the current task (N)") },
    { kind: "upstream", label: t("Upstream"), title: t("Everything the current task needs (U)") },
    { kind: "downstream", label: t("Downstream"), title: t("Everything that waits for the current task (D)") },
  ];
  const choose = (chosen: Scope["kind"]) => {
    if (chosen === "whole") store.dispatch({ type: "scope", scope: { kind: "whole" } });
    else if (current !== null) store.dispatch({ type: "scope", scope: { kind: chosen, task: current } });
  };
  return (
    <div className="scopes" role="group" aria-label={t("Part of the graph")}>
      {choices.map((choice) => (
        <button
          key={choice.kind}
          type="button"
          title={choice.title}
          aria-pressed={kind === choice.kind}
          disabled={choice.kind !== "whole" && current === null}
          onClick={() => choose(choice.kind)}
        >
          {choice.label}
        </button>
      ))}
    </div>
  );
}

function Switch({ what, icon, label }: { what: Toggle; icon: Icon; label: string }) {
  const { store } = useStudio();
  const pressed = useView((state) => state[what]);
  return <Tool icon={icon} label={label} pressed={pressed} act={() => store.dispatch({ type: "toggle", what })} />;
}

interface ToolProps {
  readonly icon: Icon;
  readonly label: string;
  readonly act: () => void;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
}

function Tool({ icon, label, act, pressed, disabled }: ToolProps) {
  return (
    <button
      type="button"
      className="tool"
      title={label}
      aria-label={label}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={act}
    >
      <IconView icon={icon} />
    </button>
  );
}
