/** `orchex-analysis`: what the source of a DAG says, without running it. */
export {
  checkSources,
  type CheckedDag,
  type CheckedSources,
  type CheckedTask,
  type CheckOptions,
} from "./checkSources.ts";
export { createWorkspace, type SourceWorkspace, type WorkspaceOptions } from "./createWorkspace.ts";
export { discover, type DiscoverOptions } from "./discover.ts";
export { analysisVersion, type CachedFacts, type FactsCache } from "./factsCache.ts";
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
export { editBetween, shiftedSpan, type Edit } from "./source/edit.ts";
export { createTypeTier, type TypeTier, type TypeTierOptions } from "./types/typeTier.ts";
export type { TypeAnswer } from "./types/question.ts";
export type { CompilerModules } from "./types/typeMessages.ts";
