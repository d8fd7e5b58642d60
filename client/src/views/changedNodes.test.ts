import { expect, test } from "vitest";
import { changedNodes } from "./changedNodes.ts";
import type { Node } from "./node.ts";

const node = (id: string, more: Partial<Node> = {}): Node => ({ id, label: id, kinds: [], about: {}, ...more });
const idsOf = (changed: ReturnType<typeof changedNodes>) => (changed === "all" ? "all" : changed.map(({ id }) => id));

test("an equal tree is drawn no second time", () => {
  const tree = () => [node("a", { children: [node("b", { icon: { id: "x" } })] }), node("c")];
  expect(idsOf(changedNodes(tree(), tree()))).toEqual([]);
});

test("only the topmost items that differ are drawn again", () => {
  const before = [node("a", { children: [node("b", { children: [node("c")] }), node("d")] }), node("e")];
  const after = [
    node("a", { children: [node("b", { label: "B", children: [node("c", { label: "C" })] }), node("d")] }),
    node("e", { children: [node("f")] }),
  ];
  expect(idsOf(changedNodes(before, after))).toEqual(["b", "e"]);
});

test("items that come, go or move change the list they are in", () => {
  expect(idsOf(changedNodes([node("a"), node("b")], [node("b"), node("a")]))).toBe("all");
  expect(idsOf(changedNodes([node("a", { children: [node("b")] })], [node("a", { children: [] })]))).toEqual(["a"]);
});

test("children that are read later change with their key", () => {
  const later = (key: string) => node("a", { later: { key, load: () => Promise.resolve([]) } });
  expect(idsOf(changedNodes([later("1")], [later("1")]))).toEqual([]);
  expect(idsOf(changedNodes([later("1")], [later("2")]))).toEqual(["a"]);
});
