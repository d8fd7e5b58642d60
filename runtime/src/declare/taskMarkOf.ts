import { TASK, type TaskMark } from "./task.ts";

/** What the mark of a task says, or undefined for any other value, whatever that does when it is looked at. */
export function taskMarkOf(value: unknown): TaskMark | undefined {
  try {
    const mark = (value as { readonly [TASK]?: Partial<TaskMark> | null } | null | undefined)?.[TASK];
    if (typeof mark?.name !== "string" || typeof mark.dag !== "string") return undefined;
    return { name: mark.name, dag: mark.dag };
  } catch {
    return undefined;
  }
}
