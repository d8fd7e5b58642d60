/** What a read-only document shows. */
export type DocumentSubject =
  | {
      readonly kind: "inputs" | "result" | "error" | "job";
      readonly folder: string;
      readonly runId: string;
      readonly task: string;
    }
  | { readonly kind: "report"; readonly folder: string; readonly runId: string }
  /** The graph of the active snapshot, or that of the code. */
  | { readonly kind: "active" | "code"; readonly folder: string; readonly dag: string };

/** The path, which the tab shows, and the query, which says it all, of a document's URI. */
export function addressOfDocument(subject: DocumentSubject): { readonly path: string; readonly query: string } {
  return { path: `/${pathOf(subject)}`, query: JSON.stringify(subject) };
}

/** Reads a query again; null for what we have not written. */
export function subjectOfQuery(query: string): DocumentSubject | null {
  let value: unknown;
  try {
    value = JSON.parse(query);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const { kind, folder, runId, task, dag } = value as Readonly<Record<string, unknown>>;
  if (typeof folder !== "string") return null;
  switch (kind) {
    case "inputs":
    case "result":
    case "error":
    case "job":
      return typeof runId === "string" && typeof task === "string" ? { kind, folder, runId, task } : null;
    case "report":
      return typeof runId === "string" ? { kind, folder, runId } : null;
    case "active":
    case "code":
      return typeof dag === "string" ? { kind, folder, dag } : null;
    default:
      return null;
  }
}

function pathOf(subject: DocumentSubject): string {
  switch (subject.kind) {
    case "inputs":
    case "result":
      return `${fileName(subject.task)}.${subject.kind}.json`;
    case "error":
      return `${fileName(subject.task)}.error.txt`;
    case "job":
      return `${fileName(subject.task)}.job.json`;
    case "report":
      return `${subject.runId}.run.txt`;
    case "active":
    case "code":
      return `${fileName(subject.dag)}.${subject.kind}.txt`;
  }
}

function fileName(name: string): string {
  return name.replace(/[^\w.-]+/g, "_");
}
