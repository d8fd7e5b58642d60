import type { JobDetail } from "orchex/protocol";
import * as vscode from "vscode";

/** A part of a job, or all of it, as the text of a document. */
export function jobText(part: "inputs" | "result" | "error" | "job", job: JobDetail): string {
  const { t } = vscode.l10n;
  switch (part) {
    case "error":
      return `${job.error ?? t("There is no error.")}\n`;
    case "inputs":
      return documentText(job.inputs);
    case "result":
      return documentText(job.result);
    case "job": {
      const { inputs, result, metadata, ...rest } = job;
      const whole = { ...rest, inputs: valueOf(inputs), result: valueOf(result), metadata: valueOf(metadata) };
      return `${JSON.stringify(whole, null, 2)}\n`;
    }
  }
}

function documentText({ text, bytes }: JobDetail["inputs"]): string {
  if (text !== null) return `${JSON.stringify(JSON.parse(text), null, 2)}\n`;
  if (bytes === 0) return `// ${vscode.l10n.t("There is none.")}\n`;
  return `// ${vscode.l10n.t("Too long to be shown here: {0} bytes. `orchex report` prints it.", bytes)}\n`;
}

function valueOf({ text }: JobDetail["inputs"]): unknown {
  return text === null ? null : JSON.parse(text);
}
