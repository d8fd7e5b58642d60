import { useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useRef, type MouseEvent, type RefObject } from "react";
import { taskAt } from "../backdrop/taskAt.ts";
import { taskText } from "../run/taskText.ts";
import { useStudio } from "./studioContext.ts";

interface FarPointer {
  /** The element that says which task is under the pointer. */
  readonly label: RefObject<HTMLDivElement | null>;
  readonly onMove: (event: MouseEvent) => void;
  readonly onLeave: () => void;
  /** Goes to the task under the pointer, or leaves the current one. */
  readonly onClick: (event: MouseEvent) => void;
}

/** What the mouse does on tasks that are painted and not elements: it names the one below it, and a click goes there. */
export function useFarPointer(far: boolean): FarPointer {
  const studio = useStudio();
  const flow = useReactFlow();
  const label = useRef<HTMLDivElement>(null);
  const under = useCallback(
    ({ clientX, clientY }: MouseEvent): string | null => {
      const { drawn } = studio.store.state;
      if (!far || drawn === null) return null;
      return taskAt(drawn.layout, flow.screenToFlowPosition({ x: clientX, y: clientY }));
    },
    [studio, flow, far],
  );
  const onLeave = useCallback(() => {
    if (label.current !== null) label.current.hidden = true;
  }, []);
  useEffect(onLeave, [far, onLeave]);
  const onMove = useCallback(
    (event: MouseEvent) => {
      const element = label.current;
      if (element === null) return;
      const name = under(event);
      const task = name === null ? undefined : studio.store.state.scene?.tasks.get(name);
      element.hidden = task === undefined;
      if (task === undefined) return;
      const { overlay, critical, showsCritical, t } = studio.store.state;
      const facts = {
        name: task.name,
        job: overlay?.jobs.get(task.name),
        mark: task.mark,
        problems: task.problems.length,
        critical: showsCritical && critical?.tasks.has(task.name) === true,
      };
      element.textContent = taskText(t, facts, Date.now() + (overlay?.skewMs ?? 0));
      const { left, top, width } = event.currentTarget.getBoundingClientRect();
      const x = Math.min(event.clientX - left + 14, width - element.offsetWidth - 8);
      element.style.transform = `translate(${x}px, ${event.clientY - top + 16}px)`;
    },
    [studio, under],
  );
  const onClick = useCallback(
    (event: MouseEvent) => {
      const task = under(event);
      if (task === null) studio.store.dispatch({ type: "select", task: null });
      else studio.goTo(task);
    },
    [studio, under],
  );
  return { label, onMove, onLeave, onClick };
}
