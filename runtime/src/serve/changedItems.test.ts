import { expect, test } from "vitest";
import { ChangedItems } from "./changedItems.ts";

interface Item {
  readonly id: string;
  readonly n: number;
}

const remembered = () => new ChangedItems<Item>(({ id }) => id);

test("everything is new at first, and nothing when nothing changed", () => {
  const items = remembered();
  const all = [
    { id: "a", n: 1 },
    { id: "b", n: 1 },
  ];
  expect(items.next(all)).toEqual(all);
  expect(items.next(structuredClone(all))).toEqual([]);
});

test("what changed comes alone, and what came back is new", () => {
  const items = remembered();
  items.next([
    { id: "a", n: 1 },
    { id: "b", n: 1 },
  ]);
  expect(items.next([{ id: "b", n: 2 }])).toEqual([{ id: "b", n: 2 }]);
  expect(
    items.next([
      { id: "a", n: 1 },
      { id: "b", n: 2 },
    ]),
  ).toEqual([{ id: "a", n: 1 }]);
});
