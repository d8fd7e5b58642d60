import type { ProblemCode } from "orchex/dag";

/** The section about a code in docs/problems.md, a copy of which lies beside the server, so that the link needs no network. */
export function problemsPage(code: ProblemCode): string {
  return `${PAGE}#${code.replaceAll(".", "")}`;
}

const PAGE = new URL("./problems.md", import.meta.url).href;
