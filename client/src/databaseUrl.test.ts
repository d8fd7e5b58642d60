import { expect, test } from "vitest";
import { databaseUrlFault, shownDatabase } from "./databaseUrl.ts";

test.each([
  ["postgres://me:secret@db.example:5433/flows?password=other", null],
  ["postgresql:///flows?host=/run/postgresql", null],
  [" ", "empty"],
  ["db.example", "no-url"],
  ["https://db.example/flows", "not-postgres"],
  ["postgres:///flows", "no-host"],
])("%s is judged %s", (url, fault) => {
  expect(databaseUrlFault(url)).toBe(fault);
});

test("what is shown of a database holds neither name nor password, wherever in the URL they stand", () => {
  expect(shownDatabase("postgres://me:secret@db.example:5433/flows?password=other&user=x")).toBe(
    "db.example:5433/flows",
  );
  expect(shownDatabase("postgresql:///flows?host=/run/postgresql&password=x")).toBe("/run/postgresql/flows");
});
