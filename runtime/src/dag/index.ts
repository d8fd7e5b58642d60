/** `orchex/dag`: the pure model of a DAG, the same in the worker, the CLI, the editor and the browser. */
export { canonicalJson } from "./canonicalJson.ts";
export { cycles } from "./cycles.ts";
export { describeValue } from "./describeValue.ts";
export { drift, type Drift, type DriftEdges, type DriftOfPolicy } from "./drift.ts";
export { driftProblems } from "./driftProblems.ts";
export { duplicateNames } from "./duplicateNames.ts";
export type { Elsewhere } from "./elsewhere.ts";
export { formatDuration, parseDuration, type Duration } from "./duration.ts";
export { OrchexError, type ErrorDetails, type Position } from "./error.ts";
export { graphOf, type Graph } from "./graph.ts";
export { graphOfSnapshot } from "./graphOfSnapshot.ts";
export { link } from "./link.ts";
export { linkAll, type LinkedDags } from "./linkAll.ts";
export { linkWithin, type Linked } from "./linkWithin.ts";
export type {
  BackoffPolicy,
  DagDeclaration,
  Requirement,
  SourceLocation,
  TaskDeclaration,
  TaskPolicy,
} from "./model.ts";
export { nameFault } from "./nameFault.ts";
export { nearest, type NearestFinder } from "./nearest.ts";
export { normalPolicy } from "./normalPolicy.ts";
export { order } from "./order.ts";
export { parseSnapshot } from "./parseSnapshot.ts";
export { policyFaults } from "./policyFaults.ts";
export {
  dagOptionNames,
  handlerFault,
  optionNameFault,
  policyOptions,
  runTimeoutFault,
  taskOptionNames,
  type OptionFault,
  type PolicyOptions,
} from "./policyOptions.ts";
export { problem, type Problem, type ProblemDetails, type RelatedPlace } from "./problem.ts";
export { problemCodes, type ProblemCode, type ProblemKind, type Severity } from "./problemCodes.ts";
export { problemsMarkdown } from "./problemsMarkdown.ts";
export { quote } from "./quote.ts";
export { downstream, upstream } from "./reach.ts";
export { renderAscii } from "./renderAscii.ts";
export { renderDot } from "./renderDot.ts";
export { renderJson, type GraphJson } from "./renderJson.ts";
export { renderMermaid } from "./renderMermaid.ts";
export type { Result } from "./result.ts";
export { roots } from "./roots.ts";
export { snapshotOf, type SnapshotContent, type SnapshotTask } from "./snapshot.ts";
export { snapshotVersion, type SnapshotHashes } from "./snapshotVersion.ts";
export { JOB_STATUSES, RUN_STATUSES, type JobStatus, type RunStatus } from "./status.ts";
export { visible } from "./visible.ts";
export { waves, type Waves } from "./waves.ts";
