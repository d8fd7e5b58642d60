import { visible } from "orchex/dag";
import { MarkupKind, type MarkupContent } from "vscode-languageserver/node";

/** How a text is marked up for a client: Markdown, or plain where it shows that as it is. */
export interface Markup {
  readonly code: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly rule: string;
  readonly content: (lines: readonly string[]) => MarkupContent;
}

export function markupFor(client: { readonly markdown: boolean }): Markup {
  return client.markdown ? markdown : plain;
}

const markdown: Markup = {
  code: (text) => {
    const shown = visible(text);
    const longest = Math.max(0, ...Array.from(shown.matchAll(/`+/g), ([ticks]) => ticks.length));
    const fence = "`".repeat(longest + 1);
    return longest === 0 ? `\`${shown}\`` : `${fence} ${shown} ${fence}`;
  },
  strong: (text) => `**${text}**`,
  rule: "---",
  // A blank line, since one line end alone does not end a line in Markdown.
  content: (lines) => ({ kind: MarkupKind.Markdown, value: lines.join("\n\n") }),
};

const plain: Markup = {
  code: visible,
  strong: (text) => text,
  rule: "",
  content: (lines) => ({ kind: MarkupKind.PlainText, value: lines.join("\n") }),
};

/** The first few of many, and how many more there are. */
export function firstOf(names: readonly string[], limit: number, show: (name: string) => string): string {
  const shown = names.slice(0, limit).map(show).join(", ");
  return names.length <= limit ? shown : `${shown} and ${names.length - limit} more`;
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
