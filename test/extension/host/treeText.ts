import { until } from "../../support/until.ts";
import type { Tree } from "../../../client/src/views/tree.ts";

/** A view as lines, opened down to a depth, as VS Code asks for it. */
export async function treeText(tree: Tree, depth = 9, id?: string, indent = ""): Promise<string> {
  const lines: string[] = [];
  for (const child of await tree.getChildren(id)) {
    lines.push(`${indent}${lineOf(tree, child)}`);
    const below = depth > 1 ? await treeText(tree, depth - 1, child, `${indent}  `) : "";
    if (below !== "") lines.push(below);
  }
  return lines.join("\n");
}

/** Waits until a view, as lines, fits. */
export async function treeShows(tree: Tree, fits: RegExp, depth = 9): Promise<string> {
  let last = "";
  const shown = await until("the view shows it", async () => {
    last = await treeText(tree, depth);
    return fits.test(last) ? { text: last } : null;
  }).catch((cause: unknown) => {
    throw new Error(`The view never showed ${String(fits)}, but:\n${last}`, { cause });
  });
  return shown.text;
}

/** The id of the first item whose line fits, for giving commands on it; waits for it. */
export async function itemOf(tree: Tree, fits: RegExp, id?: string): Promise<string> {
  return until("there is such an item", () => search(tree, fits, id)).catch(async (cause: unknown) => {
    throw new Error(`No item fits ${String(fits)}:\n${await treeText(tree)}`, { cause });
  });
}

async function search(tree: Tree, fits: RegExp, id?: string): Promise<string | undefined> {
  for (const child of await tree.getChildren(id)) {
    if (fits.test(lineOf(tree, child))) return child;
    const below = await search(tree, fits, child);
    if (below !== undefined) return below;
  }
  return undefined;
}

function lineOf(tree: Tree, id: string): string {
  const { label, description } = tree.getTreeItem(id);
  const words = typeof description === "string" && description !== "" ? ` | ${description}` : "";
  return `${typeof label === "string" ? label : (label?.label ?? "")}${words}`;
}
