import { basename } from "node:path";
import type { ProjectState } from "../ledger/project.ts";
import type { Node } from "./node.ts";

/** The items of the only project, or those of each below an item with its name, where it has any. */
export function byFolder(
  view: string,
  projects: readonly ProjectState[],
  nodesOf: (project: ProjectState) => readonly Node[],
): readonly Node[] {
  const [only, ...others] = projects;
  if (only === undefined) return [];
  if (others.length === 0) return nodesOf(only);
  return projects.flatMap((project) => {
    const children = nodesOf(project);
    if (children.length === 0) return [];
    const { folder } = project;
    const node: Node = {
      id: `${view}/${folder}`,
      label: basename(folder),
      icon: { id: "folder" },
      kinds: ["folder"],
      about: { folder },
      expanded: true,
      children,
    };
    return [node];
  });
}
