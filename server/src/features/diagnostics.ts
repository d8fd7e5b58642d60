import type { Problem, Severity } from "orchex/dag";
import { DiagnosticSeverity, DiagnosticTag, type Diagnostic } from "vscode-languageserver/node";
import { driftOf } from "../driftOf.ts";
import { locationOf, rangeOf, type FeatureContext } from "../featureContext.ts";
import { problemsPage } from "../problemsPage.ts";

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** What is wrong in a file (`found` by the analysis), and how its tasks differ from the active snapshots, with the severities of the settings. */
export function diagnostics(
  context: FeatureContext,
  file: string,
  found: readonly Problem[] = context.workspace.problems(file),
): Diagnostic[] {
  const problems = [...found, ...context.types.problems(file), ...drifts(context, file)];
  return problems.flatMap((problem) => {
    const severity = context.settings.severities.get(problem.code) ?? problem.severity;
    return severity === "off" || problem.location === null ? [] : [diagnostic(context, problem, SEVERITIES[severity])];
  });
}

function diagnostic(context: FeatureContext, problem: Problem, severity: DiagnosticSeverity): Diagnostic {
  const { code, message, location, related, suggestion, dag, task } = problem;
  const places = related.flatMap(({ message, location }) =>
    location === null ? [] : [{ message, location: locationOf(context, location) }],
  );
  return {
    range: location === null ? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } : rangeOf(location),
    severity,
    code,
    codeDescription: { href: problemsPage(code) },
    source: "orchex",
    message,
    ...(code === "task.unread-requirement" && { tags: [DiagnosticTag.Unnecessary] }),
    ...(places.length > 0 && { relatedInformation: places }),
    data: { suggestion, dag, task },
  };
}

/** A drift stands where its task does, which may be another file than its DAG's. */
function drifts(context: FeatureContext, file: string): Problem[] {
  if (context.live.status.kind !== "connected") return [];
  const { dags, tasks } = context.workspace.inFile(file);
  const names = new Set([...dags.map((dag) => dag.name), ...tasks.map((task) => task.dag)]);
  return [...names]
    .flatMap((name) => (name === null ? [] : context.workspace.dagsNamed(name)))
    .flatMap((dag) => driftOf(dag, context))
    .filter((problem) => problem.location?.file === file);
}
