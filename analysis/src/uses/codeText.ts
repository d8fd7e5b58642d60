import type { ts } from "ts-morph";
import type { TypeScript } from "../source/typescript.ts";

const COMMENT = /\/\/[^\n\r]*|\/\*[^]*?\*\//g;
const TOKEN = /[\w$\u0080-\uffff]+|[^\s\w$]/g;

/**
 * The tokens of a node, one a line: two texts that differ in comments and layout only give the same. What has an inside
 * of its own (texts, templates, regular expressions) stays as it is written.
 */
export function codeText(ts: TypeScript, file: ts.SourceFile, node: ts.Node): string {
  const { text } = file;
  const decorators = ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
  let end = decorators.at(-1)?.end ?? node.getStart(file);
  const parts: string[] = [];
  const upTo = (start: number) => {
    parts.push(...(text.slice(end, start).replace(COMMENT, " ").match(TOKEN) ?? []));
  };
  const visit = (child: ts.Node): void => {
    if (ts.isDecorator(child) && decorators.includes(child)) return;
    if (!isWhole(ts, child)) {
      ts.forEachChild(child, visit);
      return;
    }
    const start = child.getStart(file);
    upTo(start);
    parts.push(text.slice(start, child.end));
    end = child.end;
  };
  ts.forEachChild(node, visit);
  upTo(node.end);
  return parts.join("\n");
}

function isWhole(ts: TypeScript, { kind }: ts.Node): boolean {
  const { SyntaxKind } = ts;
  return (
    kind === SyntaxKind.StringLiteral ||
    kind === SyntaxKind.NoSubstitutionTemplateLiteral ||
    kind === SyntaxKind.TemplateHead ||
    kind === SyntaxKind.TemplateMiddle ||
    kind === SyntaxKind.TemplateTail ||
    kind === SyntaxKind.RegularExpressionLiteral ||
    kind === SyntaxKind.JsxText
  );
}
