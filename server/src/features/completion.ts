import type { CompletionSite } from "orchex-analysis";
import { waves, type Position } from "orchex/dag";
import { CompletionItemKind, type CompletionItem, type CompletionList } from "vscode-languageserver/node";
import { rangeOf, type FeatureContext } from "../featureContext.ts";
import { firstOf, markupFor } from "../markup.ts";

/** More are sent when the user has typed enough to tell them apart: ten thousand names in one answer help nobody. */
const LIMIT = 200;

/** Names of tasks inside `requires`, and of required tasks where inputs are read. */
export function completion(context: FeatureContext, file: string, position: Position): CompletionList | null {
  const site = context.workspace.completionAt(file, position);
  if (site === null) return null;
  const typed = typedBefore(context, site, position);
  const matching = site.names.filter((name) => contains(name.toLowerCase(), typed));
  const describe = descriptions(context, site);
  return {
    isIncomplete: matching.length > LIMIT,
    items: matching.slice(0, LIMIT).map((name, index) => ({ ...item(site, name, index), ...describe(name) })),
  };
}

function item(site: CompletionSite, name: string, index: number): CompletionItem {
  const text = site.insideString || site.kind === "input" ? name : JSON.stringify(name);
  return {
    label: name,
    kind: site.kind === "input" ? CompletionItemKind.Property : CompletionItemKind.Reference,
    // The analysis knows which names make sense: clients sort by this, which keeps its order.
    sortText: String(index).padStart(5, "0"),
    filterText: text,
    textEdit: { range: rangeOf(site.replace), newText: text },
  };
}

function typedBefore(context: FeatureContext, { replace }: CompletionSite, position: Position): string {
  const line = context.textOf(replace.file)?.split(/\r\n|\r|\n/, position.line + 1)[position.line] ?? "";
  if (replace.start.line !== position.line) return "";
  return line
    .slice(replace.start.character, position.character)
    .toLowerCase()
    .replace(/^["'`]/, "");
}

/** Whether the letters occur in this order, which is what clients filter by. */
function contains(name: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** What a name is, told beside it: its wave, and what it needs itself. */
function descriptions(
  context: FeatureContext,
  site: CompletionSite,
): (name: string) => Pick<CompletionItem, "detail" | "documentation"> {
  const dag = site.dag === null ? undefined : context.workspace.dagsNamed(site.dag)[0];
  if (dag === undefined) return () => ({});
  const markup = markupFor(context.client);
  const wave = new Map(
    waves(dag.graph).waves.flatMap((names, index) => names.map((name) => [name, index + 1] as const)),
  );
  return (name) => {
    const needs = dag.graph.requires.get(name) ?? [];
    const lines = [`Task of ${markup.code(dag.name)}`];
    if (needs.length > 0) lines.push(`Requires ${firstOf(needs, 5, markup.code)}`);
    const number = wave.get(name);
    return {
      ...(number !== undefined && { detail: `${dag.name} · wave ${number}` }),
      documentation: markup.content(lines),
    };
  };
}
