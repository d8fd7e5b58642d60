import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { problemCodes } from "./problemCodes.ts";
import { problemsMarkdown } from "./problemsMarkdown.ts";

test("docs/problems.md is what scripts/problems-doc.mjs makes of the table of codes", () => {
  const committed = readFileSync(new URL("../../../docs/problems.md", import.meta.url), "utf8");
  expect(committed).toBe(problemsMarkdown());
});

test("no code is ever renamed or taken away", () => {
  expect(Object.keys(problemCodes)).toEqual(
    expect.arrayContaining([
      "dag.cycle",
      "dag.empty",
      "dag.duplicate-name",
      "task.unknown-requirement",
      "task.self-requirement",
      "task.other-dag-requirement",
      "task.duplicate-name",
      "task.unnamed",
      "task.invalid-name",
      "task.invalid-option",
      "task.unrequired-input",
      "task.unread-requirement",
      "task.unresolved",
      "task.not-loaded",
      "task.type-mismatch",
      "drift.added",
      "drift.removed",
      "drift.requires",
      "drift.policy",
      "drift.signature",
      "drift.code",
    ]),
  );
});
