import { OrchexError } from "../dag/error.ts";
import type { Graph } from "../dag/graph.ts";
import { link } from "../dag/link.ts";
import { quote } from "../dag/quote.ts";
import { at } from "./declarationError.ts";
import { declarationOf, type DagDefinition } from "./definition.ts";

/** The graph of a DAG without errors. Throws `dag.invalid`, with the first error and their number, for any other. */
export function soundDag(dag: DagDefinition): Graph {
  const { graph, problems } = link(declarationOf(dag));
  const errors = problems.filter((problem) => problem.severity === "error");
  const [first] = errors;
  if (first === undefined) return graph;
  const more = errors.length === 1 ? "" : ` (and ${errors.length - 1} more)`;
  const message = `DAG ${quote(dag.name)} is not valid: ${first.code}: ${first.message}${at(first.location ?? undefined)}${more}`;
  throw new OrchexError("dag.invalid", message, { remedy: "Run `orchex validate` to see every problem." });
}
