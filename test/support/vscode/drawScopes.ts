import type { IGrammar, StateStack } from "vscode-textmate";

/** Draws, below each line, what a grammar says of its parts; only of the scopes that are asked for. */
export function drawScopes(
  grammar: IGrammar,
  initial: StateStack,
  source: string,
  shown: (scope: string) => boolean,
): string {
  let state = initial;
  const drawing: string[] = [];
  for (const line of source.split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    const marks = tokens.flatMap(({ startIndex, endIndex, scopes }) => {
      const own = scopes.filter(shown);
      if (own.length === 0) return [];
      return [`${" ".repeat(startIndex)}${"^".repeat(Math.max(1, endIndex - startIndex))} ${own.join(" ")}`];
    });
    if (marks.length > 0) drawing.push(line, ...marks);
  }
  return drawing.join("\n");
}
