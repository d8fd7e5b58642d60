/** `orchex-analysis`: what the source of a DAG says, without running it. */
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
