import * as fc from "fast-check";
import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

const find = nearest(["extract", "fetch_users", "load", "transform", "ab"]);

test.each([
  ["extrct", "extract"],
  ["extarct", "extract"],
  ["exxtract", "extract"],
  ["EXTRACT", "extract"],
  ["fetchUsers", "fetch_users"],
  ["laod", "load"],
  ["transfrom", "transform"],
])("%s is near %s", (wanted, name) => {
  expect(find(wanted)).toBe(name);
});

test.each(["publish", "lo", "", "xxxxxxx", "abcd", "l".repeat(10_000)])("%s is near nothing", (wanted) => {
  expect(find(wanted)).toBeUndefined();
});

test("of several near names the nearest wins, and of equally near ones the first", () => {
  expect(nearest(["task_1", "task_123", "task_124"])("task_125")).toBe("task_123");
  expect(nearest(["loaded", "load"])("laod")).toBe("load");
});

test("a name can be left out", () => {
  expect(nearest(["load", "loads"])("load", "load")).toBe("loads");
});

test("one mistake in a long name is always found, so the quick look at letters hides nothing", () => {
  const letters = fc.string({
    unit: fc.constantFrom("a", "b", "c", "x", "y", "z", "0", "1", "9"),
    minLength: 6,
    maxLength: 20,
  });
  const place = fc.nat({ max: 100 });
  fc.assert(
    fc.property(letters, place, fc.constantFrom("insert", "remove", "exchange", "transpose"), (name, at, mistake) => {
      const index = at % (name.length - 1);
      const [head, a, b, tail] = [name.slice(0, index), name[index], name[index + 1], name.slice(index + 2)];
      const wrong = {
        insert: `${head}${a}q${b}${tail}`,
        remove: `${head}${b}${tail}`,
        exchange: `${head}q${b}${tail}`,
        transpose: `${head}${b}${a}${tail}`,
      };
      expect(nearest([name])(wrong[mistake])).toBe(name);
    }),
  );
});

test("any two texts can be compared", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.array(fc.string({ unit: "binary" })), (wanted, names) => {
      expect([undefined, ...names]).toContain(nearest(names)(wanted));
    }),
  );
});
