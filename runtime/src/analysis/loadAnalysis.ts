import type { SourceAnalysis } from "./sourceAnalysis.ts";

/** A name that the compiler does not follow: the package is built on this one. */
const PACKAGE: string = "orchex-analysis";

/** The analysis, loaded when it is first needed; null where its package is not installed. */
export async function loadAnalysis(): Promise<SourceAnalysis | null> {
  try {
    return (await import(PACKAGE)) as SourceAnalysis;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    error.code === "ERR_MODULE_NOT_FOUND" &&
    error.message.includes(`'${PACKAGE}'`)
  );
}
