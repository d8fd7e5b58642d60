/** `orchex-analysis`: what the source of a DAG says, without running it. */
export { createWorkspace, type WorkspaceOptions } from "./createWorkspace.ts";
export type {
  Change,
  CompletionSite,
  DagNode,
  Occurrence,
  RequirementSite,
  TaskNode,
  Work,
  Workspace,
} from "./workspace.ts";
