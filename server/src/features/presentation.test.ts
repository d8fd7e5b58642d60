import { snapshotOf } from "orchex/dag";
import { expect, test } from "vitest";
import { codeLens } from "./codeLens.ts";
import { completion } from "./completion.ts";
import { documentSymbol } from "./documentSymbol.ts";
import { foldingRange } from "./foldingRange.ts";
import { hover } from "./hover.ts";
import { inlayHints } from "./inlayHints.ts";
import { connected, figures, scene, type SceneOptions } from "./scene.test-support.ts";
import { selectionRange } from "./selectionRange.ts";
import { workspaceSymbol } from "./workspaceSymbol.ts";

const etl = (body: string) => `
import { Dag } from "orchex";
export const etl = new Dag("etl", { timeout: "1h" });
export const extract = etl.task("extract", { timeout: "5m", retries: 2, priority: 8 }, () => ({ text: "" }));
export const parse = etl.task("parse", { requires: [extract] }, ({ extract }) => extract.text);
${body}`;
const whole = etl('export const load = etl.task("load", { requires: ["/*^*/parse"] }, ({ parse }) => parse);\n');

const lastRun = { runId: "r1", status: "dead", finishedAt: "2026-11-21T10:15:00.000Z", error: "no `such` table\nat x" };
const live = connected({
  name: "etl",
  active: {
    version: "0123456789abcdef",
    createdAt: "2026-11-20T08:00:00.000Z",
    content: snapshotOf({ name: "etl", timeoutMs: 3_600_000, tasks: [{ name: "parse", requires: [], policy: {} }] }),
  },
  runningRuns: 3,
  tasks: new Map([
    ["parse", figures({ lastRun, successRate: 0.98, p50Ms: 1234, p95Ms: 9000, dead: 2, processing: 1 })],
  ]),
});

function hovered(source: string, options?: SceneOptions): string {
  const { context, file, position } = scene(source, options);
  const found = hover(context, file, position);
  return found === null ? "nothing" : (found.contents as { value: string }).value;
}

test("a task's hover has its place in the graph and its policy", () => {
  expect(hovered(whole)).toMatchInlineSnapshot(`
    "parse · task of etl · wave 2 of 3
    Upstream: extract (1)
    Downstream: load (1)"
  `);
  expect(hovered(whole.replace("/*^*/", "").replace('"extract"', '"ext/*^*/ract"'))).toMatchInlineSnapshot(`
    "extract · task of etl · wave 1 of 3
    Downstream: parse, load (2)
    timeout 5m · 3 attempts · priority 8"
  `);
});

test("a hover has what the database knows", () => {
  expect(hovered(whole, { live, client: { markdown: true } })).toMatchInlineSnapshot(`
    "**\`parse\`** · task of \`etl\` · wave 2 of 3

    Upstream: \`extract\` (1)

    Downstream: \`load\` (1)

    ---

    last dead 2026-11-21 10:15 UTC · 98% succeed · p50 1.2s · p95 9.0s · 1 running · 2 dead

    Last error: \`\` no \`such\` table \`\`

    Task 'parse' requires 'extract'; in the active snapshot it requires nothing."
  `);
});

test("a DAG's hover has its size, its snapshot and how it differs from that", () => {
  expect(hovered(whole.replace("/*^*/", "").replace('Dag("etl"', 'Dag("e/*^*/tl"'), { live })).toMatchInlineSnapshot(`
    "etl · DAG of 3 tasks in 3 waves
    A run may take 1h

    Active snapshot 0123456789ab of 2026-11-20 08:00 UTC
    3 runs open
    Task 'extract' is not in the active snapshot: new runs do not have it.
    Task 'load' is not in the active snapshot: new runs do not have it.
    Task 'parse' requires 'extract'; in the active snapshot it requires nothing."
  `);
});

test("nothing is shown where nothing of ours stands", () => {
  expect(hovered(`${whole.replace("/*^*/", "")}const x = /*^*/5;`)).toBe("nothing");
});

function completed(source: string): string[] {
  const { context, file, position } = scene(source);
  return (completion(context, file, position)?.items ?? []).map(
    ({ label, detail, textEdit }) => `${label} (${detail ?? ""}) -> ${textEdit?.newText ?? ""}`,
  );
}

test("names of tasks are completed in a requires string, those that would close a cycle last", () => {
  expect(completed(etl('etl.task("load", { requires: ["/*^*/"] }, () => 1);\n'))).toMatchInlineSnapshot(`
    [
      "parse (etl · wave 2) -> parse",
      "extract (etl · wave 1) -> extract",
    ]
  `);
});

test("an entry without quotes gets them", () => {
  expect(completed(etl('etl.task("load", { requires: [/*^*/] }, () => 1);\n'))).toMatchInlineSnapshot(`
    [
      "parse (etl · wave 2) -> "parse"",
      "extract (etl · wave 1) -> "extract"",
    ]
  `);
});

test("names of inputs are completed where a task reads them", () => {
  expect(completed(etl('etl.task("load", { requires: ["parse"] }, (inputs) => inputs./*^*/);\n')))
    .toMatchInlineSnapshot(`
    [
      "parse (etl · wave 2) -> parse",
    ]
  `);
});

test("completion works in half-typed code, by what was typed", () => {
  expect(completed(etl('etl.task("load", { requires: ["ext/*^*/'))).toMatchInlineSnapshot(`
    [
      "extract (etl · wave 1) -> extract",
    ]
  `);
});

test("the first two hundred of many names are sent, and the client asks again when more is typed", () => {
  const tasks = Array.from({ length: 1000 }, (_, n) => `etl.task("step${n}", () => 1);`).join("\n");
  const { context, file, position } = scene(
    etl(`${tasks}\netl.task("last", { requires: ["step99/*^*/"] }, () => 1);\n`),
  );
  const list = completion(context, file, position);
  expect(list).toMatchObject({ isIncomplete: false });
  expect(list?.items.every(({ label }) => /9.*9/.test(label))).toBe(true);
  const all = scene(etl(`${tasks}\netl.task("last", { requires: ["/*^*/"] }, () => 1);\n`));
  const first = completion(all.context, all.file, all.position);
  expect([first?.isIncomplete, first?.items.length]).toEqual([true, 200]);
});

test("lenses say how much hangs on a task", () => {
  const { context, file, draw } = scene(whole);
  const lenses = codeLens(context, file).map(({ range, command }) => ({ range, label: command?.title ?? "" }));
  expect(draw(lenses)).toMatchInlineSnapshot(`
    "
    export const etl = new Dag("etl", { timeout: "1h" });
                                ~~~ 3 tasks · 3 waves
    export const extract = etl.task("extract", { timeout: "5m", retries: 2, priority: 8 }, () => ({ text: "" }));
                                     ~~~~~~~ 0 upstream · 2 downstream
    export const parse = etl.task("parse", { requires: [extract] }, ({ extract }) => extract.text);
                                   ~~~~~ 1 upstream · 1 downstream
    export const load = etl.task("load", { requires: ["parse"] }, ({ parse }) => parse);
                                  ~~~~ 2 upstream · 0 downstream
    "
  `);
});

test("lenses of a connected editor run, snapshot and retry", () => {
  const { context, file } = scene(whole, { live, client: { commands: new Set(["orchex.showGraph"]) } });
  const commands = codeLens(context, file).map(({ command }) => [
    command?.title,
    command?.command,
    command?.arguments?.[0],
  ]);
  expect(commands.filter(([, id]) => id !== "")).toMatchInlineSnapshot(`
    [
      [
        "3 tasks · 3 waves",
        "orchex.showGraph",
        {
          "dag": "etl",
          "uri": "file:///project/dag.ts",
        },
      ],
      [
        "snapshot & activate",
        "orchex.snapshot",
        {
          "activate": true,
          "dag": "etl",
          "uri": "file:///project/dag.ts",
        },
      ],
      [
        "run",
        "orchex.enqueue",
        {
          "dag": "etl",
          "uri": "file:///project/dag.ts",
        },
      ],
      [
        "2 dead · retry",
        "orchex.retryDead",
        {
          "dag": "etl",
          "task": "parse",
          "uri": "file:///project/dag.ts",
        },
      ],
    ]
  `);
});

test("lenses and hints can be switched off", () => {
  const { context, file } = scene(whole, { settings: { codeLens: false, inlayHints: false } });
  expect(codeLens(context, file)).toEqual([]);
  expect(inlayHints(context, file, { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } })).toEqual([]);
});

test("hints tell a task's wave, and how long it takes", () => {
  const { context, file, draw } = scene(whole, { live });
  const hints = inlayHints(context, file, { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } });
  const places = hints.map(({ position, label }) => ({
    range: { start: position, end: position },
    label: typeof label === "string" ? label : "",
  }));
  expect(draw(places)).toMatchInlineSnapshot(`
    "
    export const extract = etl.task("extract", { timeout: "5m", retries: 2, priority: 8 }, () => ({ text: "" }));
                                             ~ wave 1
    export const parse = etl.task("parse", { requires: [extract] }, ({ extract }) => extract.text);
                                         ~ wave 2 · 1.2s
    export const load = etl.task("load", { requires: ["parse"] }, ({ parse }) => parse);
                                       ~ wave 3
    "
  `);
  expect(inlayHints(context, file, { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } })).toHaveLength(
    1,
  );
});

test("the outline has DAGs with their tasks, and tasks of other files' DAGs by themselves", () => {
  const source = `
//- dag.ts
import { Dag } from "orchex";
import { other } from "./other.ts";
const etl = new Dag("etl");
etl.task("a", () => 1);
other.task("b", () => 1);
//- other.ts
import { Dag } from "orchex";
export const other = new Dag("other");
`;
  const { context, file } = scene(source);
  const outline = documentSymbol(context, file).map((symbol) => [
    symbol.name,
    "children" in symbol ? (symbol.children ?? []).map(({ name }) => name) : "detail" in symbol ? symbol.detail : null,
  ]);
  expect(outline).toEqual([
    ["etl", ["a"]],
    ["b", "other"],
  ]);
  const flat = scene(source, { client: { hierarchicalSymbols: false } });
  expect(documentSymbol(flat.context, flat.file)).toMatchObject([
    { name: "etl" },
    { name: "a", containerName: "etl" },
    { name: "b", containerName: "other" },
  ]);
});

test("symbols of the workspace are found by letters in their order", () => {
  const { context } = scene(whole);
  const names = (query: string) =>
    workspaceSymbol([context], query).map(({ name, containerName }) => `${containerName ?? ""}/${name}`);
  expect(names("")).toEqual(["/etl", "etl/extract", "etl/parse", "etl/load"]);
  expect(names("etl.PRS")).toEqual(["etl/parse"]);
  expect(names("zzz")).toEqual([]);
});

test("tasks and long lists of requirements fold", () => {
  const { context, file } = scene(`
import { Dag, dag, task } from "orchex";
const etl = new Dag("etl");
etl.task("a", () => 1);
etl.task(
  "b",
  {
    requires: [
      "a",
    ],
  },
  () => {
    return 1;
  },
);
@dag("two")
class Two {
  @task()
  async a() {
    return 1;
  }
}
`);
  expect(foldingRange(context, file).map(({ startLine, endLine }) => [startLine + 1, endLine + 1]))
    .toMatchInlineSnapshot(`
    [
      [
        15,
        21,
      ],
      [
        4,
        14,
      ],
      [
        11,
        13,
      ],
      [
        7,
        9,
      ],
      [
        17,
        20,
      ],
      [
        18,
        20,
      ],
    ]
  `);
});

test("the selection grows from a name to its task", () => {
  const { context, file, position, draw } = scene(whole);
  const [innermost] = selectionRange(context, file, [position]);
  const ranges = [];
  for (let range = innermost; range !== undefined; range = range.parent) ranges.push({ range: range.range });
  expect(draw(ranges)).toMatchInlineSnapshot(`
    "
    export const load = etl.task("load", { requires: ["parse"] }, ({ parse }) => parse);
    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
                                         ~~~~~~~~~~~~~~~~~~~~~~~
                                                     ~~~~~~~~~
                                                       ~~~~~
    "
  `);
  expect(selectionRange(context, file, [{ line: 0, character: 0 }])).toHaveLength(1);
});
