import { snapshotOf } from "orchex/dag";
import type { Diagnostic } from "vscode-languageserver/node";
import { expect, test } from "vitest";
import { diagnostics } from "./diagnostics.ts";
import { connected, scene, type SceneOptions } from "./scene.test-support.ts";

function textOf(message: Diagnostic["message"]): string {
  return typeof message === "string" ? message : message.value;
}

function check(source: string, options?: SceneOptions): string {
  const { context, file, draw } = scene(source, options);
  return draw(
    diagnostics(context, file).map((one) => ({
      range: one.range,
      label: `${one.severity} ${one.code}: ${textOf(one.message)}`,
    })),
  );
}

test("each problem stands where it can be mended", () => {
  expect(
    check(`
import { Dag } from "orchex";
const etl = new Dag("etl");
const extract = etl.task("extract", () => 1);
etl.task("load", { requires: ["extrct", "load"] }, () => 2);
`),
  ).toMatchInlineSnapshot(`
    "
    etl.task("load", { requires: ["extrct", "load"] }, () => 2);
                                   ~~~~~~ 1 task.unknown-requirement: Task 'load' requires 'extrct', which does not exist. Did you mean 'extract'?
                                             ~~~~ 1 task.self-requirement: Task 'load' requires itself. Remove the requirement.
    "
  `);
});

test("a cycle is one diagnostic, and its other edges are related", () => {
  const { context, file, draw } = scene(`
import { Dag } from "orchex";
const etl = new Dag("etl");
etl.task("a", { requires: ["c"] }, () => 1);
etl.task("b", { requires: ["a"] }, () => 1);
etl.task("c", { requires: ["b"] }, () => 1);
etl.task("below", { requires: ["c"] }, () => 1);
`);
  const found = diagnostics(context, file).filter(({ severity }) => severity === 1);
  expect(found).toHaveLength(1);
  const related = (found[0]?.relatedInformation ?? []).map(({ location, message }) => ({
    ...location,
    label: message,
  }));
  expect(draw(related)).toMatchInlineSnapshot(`
    "
    etl.task("a", { requires: ["c"] }, () => 1);
                                ~ Task 'a' requires 'c'.
    etl.task("b", { requires: ["a"] }, () => 1);
                                ~ Task 'b' requires 'a'.
    "
  `);
});

test("a requirement that is never read is shown as unnecessary", () => {
  const { context, file } = scene(`
import { Dag } from "orchex";
const etl = new Dag("etl");
const extract = etl.task("extract", () => 1);
const wait = etl.task("wait", () => 1);
etl.task("load", { requires: [extract, wait] }, ({ extract }) => extract);
`);
  expect(diagnostics(context, file)).toMatchObject([{ code: "task.unread-requirement", severity: 4, tags: [1] }]);
});

const before = scene(`
import { Dag } from "orchex";
const etl = new Dag("etl");
etl.task("extract", { timeout: "5m" }, () => 1);
etl.task("load", { requires: ["extract"] }, () => 2);
etl.task("gone", () => 2);
`);
const [declared] = before.context.workspace.dags();
const active = {
  version: "v1",
  createdAt: "2026-11-21T00:00:00Z",
  content: snapshotOf(declared?.declaration ?? { name: "etl", tasks: [] }),
};
const drifted = `
import { Dag } from "orchex";
const etl = new Dag("etl");
etl.task("extract", { timeout: "1m" }, () => 1);
etl.task("load", () => 2);
etl.task("fresh", () => 2);
`;

test("how the code differs from the active snapshot is told where the tasks are", () => {
  expect(check(drifted, { live: connected({ name: "etl", active }) })).toMatchInlineSnapshot(`
    "
    const etl = new Dag("etl");
                         ~~~ 2 drift.removed: Task 'gone' is in the active snapshot but no longer in the code: runs skip it.
    etl.task("extract", { timeout: "1m" }, () => 1);
              ~~~~~~~ 3 drift.policy: Task 'extract' differs from the active snapshot in timeout (1m, was 5m).
    etl.task("load", () => 2);
              ~~~~ 2 drift.requires: Task 'load' requires nothing; in the active snapshot it requires 'extract'.
    etl.task("fresh", () => 2);
              ~~~~~ 3 drift.added: Task 'fresh' is not in the active snapshot: new runs do not have it.
    "
  `);
});

test("severities of settings count for drift, too", () => {
  const severities = new Map([
    ["drift.requires", "error"],
    ["drift.policy", "off"],
    ["drift.added", "off"],
    ["drift.removed", "off"],
  ] as const);
  const { context, file } = scene(drifted, { live: connected({ name: "etl", active }), settings: { severities } });
  expect(diagnostics(context, file).map(({ code, severity }) => [code, severity])).toEqual([["drift.requires", 1]]);
});

test("a typo is one problem and not a drift as well", () => {
  const typo = `
import { Dag } from "orchex";
const etl = new Dag("etl");
etl.task("extract", { timeout: "5m" }, () => 1);
etl.task("load", { requires: ["extrac"] }, () => 2);
etl.task("gone", () => 2);
`;
  const { context, file } = scene(typo, { live: connected({ name: "etl", active }) });
  expect(diagnostics(context, file).map(({ code }) => code)).toEqual(["task.unknown-requirement"]);
});
