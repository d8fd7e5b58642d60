import { problemCodes, type ProblemKind, type Severity } from "./problemCodes.ts";

const severityWord: Readonly<Record<Severity, string>> = {
  error: "Error",
  warning: "Warning",
  information: "Information",
  hint: "Hint",
};

/** The text of docs/problems.md: one heading a code, so that an editor can link to it. */
export function problemsMarkdown(): string {
  const sections = Object.entries<ProblemKind>(problemCodes).map(
    ([code, kind]) => `## \`${code}\`\n\n${severityWord[kind.severity]}. ${kind.meaning}\n\n${kind.advice}\n`,
  );
  return [introduction, ...sections].join("\n");
}

const introduction = `# Problems

What Orchex can find wrong with a declared DAG. The codes are permanent and the same in the editor, the CLI and the log.
This page is generated from \`runtime/src/dag/problemCodes.ts\` by \`scripts/problems-doc.mjs\`.
`;
