import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { asIdentifier, asProperty, escapeFor, isIdentifier } from "./nameInSource.ts";

test.each([
  ["fetch-users", "fetchUsers"],
  ["fetch users", "fetchUsers"],
  ["ünï", "ünï"],
  ["delete", "taskDelete"],
  ["7days", "task7days"],
  ["---", "task"],
])("%s as an identifier is %s", (name, identifier) => {
  expect(asIdentifier(name)).toBe(identifier);
  expect(isIdentifier(identifier)).toBe(true);
});

test.each(['"', "'", "`"])("a name between %s is the name again when it is evaluated", (quote) => {
  for (const name of ["plain", "it's", 'say "x"', "tick `t` ${no}", "back\\slash", "line\nend"]) {
    expect(runInNewContext(`${quote}${escapeFor(quote, name)}${quote}`)).toBe(name);
  }
});

test("a property has quotes only where it needs them", () => {
  expect(asProperty("extract")).toBe("extract");
  expect(asProperty("fetch-users")).toBe('"fetch-users"');
});
