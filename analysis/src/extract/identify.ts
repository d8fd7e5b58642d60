import type { ts } from "ts-morph";
import type { TypeScript } from "../source/typescript.ts";
import type { Candidates } from "./candidates.ts";
import { isUnterminated } from "./isUnterminated.ts";

/**
 * Names every declaration of a file so that edits elsewhere in it do not rename it: by its name, its variable or its
 * class, and a number only where these repeat.
 */
export function identify(
  ts: TypeScript,
  candidates: Candidates,
  word: (text: string) => string,
): ReadonlyMap<ts.Node, string> {
  const ids = new Map<ts.Node, string>();
  const used = new Map<string, number>();
  const add = (node: ts.Node, kind: string, name: string) => {
    const id = `${kind}:${name}`;
    const count = (used.get(id) ?? 0) + 1;
    used.set(id, count);
    ids.set(node, word(count === 1 ? id : `${id}#${count}`));
  };
  for (const { node, variable } of candidates.tasks) add(node, "task", firstText(ts, node.arguments) ?? variable ?? "");
  for (const { node, variable } of candidates.dags) add(node, "dag", variable ?? firstText(ts, node.arguments) ?? "");
  for (const { node, variable } of candidates.classes) {
    add(node, "class", variable ?? "");
    for (const member of node.members) {
      if (ts.isMethodDeclaration(member)) add(member, "method", `${variable ?? ""}.${nameOf(ts, member)}`);
    }
  }
  return ids;
}

function firstText(ts: TypeScript, given: readonly ts.Expression[] | undefined): string | null {
  const first = given?.[0];
  return first !== undefined && ts.isStringLiteralLike(first) && !isUnterminated(first) ? first.text : null;
}

function nameOf(ts: TypeScript, { name }: ts.MethodDeclaration): string {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : "";
}
