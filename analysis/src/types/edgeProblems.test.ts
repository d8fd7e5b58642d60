import { fileURLToPath } from "node:url";
import type { Problem } from "orchex/dag";
import { expect, test, vi } from "vitest";
import { createWorkspace } from "../createWorkspace.ts";
import { loadTypeScript } from "../source/typescript.ts";
import { loadLibFiles } from "./libFiles.ts";
import { questionOf } from "./question.ts";
import { TypeAnalyzer } from "./typeAnalyzer.ts";

// The first question to a type checker takes seconds where processors are busy.
vi.setConfig({ testTimeout: 60_000 });

const declare = fileURLToPath(new URL("../../../runtime/src/declare/", import.meta.url));

/** The authoring API itself, where a project finds it. */
const ORCHEX = ["dagDecorator", "dag", "inputs", "jsonify", "taskDecorator", "task"]
  .map((file) => `export * from "${declare}${file}.ts";`)
  .join("\n");
const INSTALLED: readonly (readonly [string, string])[] = [
  ["/p/node_modules/orchex/package.json", JSON.stringify({ name: "orchex", types: "index.d.ts", type: "module" })],
  ["/p/node_modules/orchex/index.d.ts", ORCHEX],
];

const analyzer = new TypeAnalyzer(loadTypeScript(), loadLibFiles());

test("a name in requires, where TypeScript sees a text", () => {
  expect(
    drawn(`
import { Dag } from "orchex";
const etl = new Dag("daily");
etl.task("extract", async (inputs: { uri: string }) => ({ text: inputs.uri }));
etl.task("classify", { requires: ["extract"] }, async ({ extract }: { extract: { text: number } }) => extract.text);
etl.task("fine", { requires: ["extract"] }, async ({ extract }: { extract: { text: string } }) => extract.text);
etl.task("unread", { requires: ["extract"] }, async () => 1);
etl.task("unknown", { requires: ["extract"] }, async (inputs) => inputs);
etl.task("any", { requires: ["extract"] }, async (inputs: any) => inputs.extract.text.nope);
`),
  ).toMatchInlineSnapshot(`
    "/p/etl.ts:4:81 text: number
      Task 'classify' expects extract.text: number; 'extract' returns text: string.
      'extract' is declared here. extract"
  `);
});

test("a method, by the name that requires has for it", () => {
  expect(
    drawn(`
import { dag, task, type Inputs } from "orchex";
@dag("nightly")
export class Nightly {
  @task("extract_v2") async extract() { return { text: "", size: 1 }; }
  @task({ requires: ["extract"] }) async classify(inputs: { extract: { text: number } }) { return inputs.extract.text; }
  @task({ requires: ["extract"] }) async right({ extract }: Inputs<Nightly, "extract">) { return extract.text; }
  @task({ requires: ["extract_v2" as string] })
  async byTask(inputs: { extract_v2: { size: string } }) { return inputs; }
}
`),
  ).toMatchInlineSnapshot(`
    "/p/etl.ts:5:71 text: number
      Task 'classify' expects extract.text: number; 'extract_v2' returns text: string.
      'extract_v2' is declared here. extract_v2
    /p/etl.ts:8:39 size: string
      Task 'byTask' expects extract_v2.size: string; 'extract_v2' returns size: number.
      'extract_v2' is declared here. extract_v2"
  `);
});

test("an annotation that stands elsewhere is wrong at the destructured name, else at the requirement", () => {
  expect(
    drawn(`
import { Dag } from "orchex";
interface Wanted { extract: { text: number } }
const etl = new Dag("daily");
etl.task("extract", async () => ({ text: "" }));
etl.task("destructured", { requires: ["extract"] }, async ({ extract }: Wanted) => extract);
etl.task("whole", { requires: ["extract"] }, async (inputs: Wanted) => inputs);
`),
  ).toMatchInlineSnapshot(`
    "/p/etl.ts:5:61 extract
      Task 'destructured' expects extract.text: number; 'extract' returns text: string.
      'extract' is declared here. extract
    /p/etl.ts:6:32 extract
      Task 'whole' expects extract.text: number; 'extract' returns text: string.
      'extract' is declared here. extract"
  `);
});

test("what arrives is what JSON gives back", () => {
  expect(
    drawn(`
import { Dag } from "orchex";
class Money { constructor(readonly cents: number) {} private note = ""; toJSON() { return this.cents / 100; } }
interface Tree { at: Date; children: readonly Tree[] }
const etl = new Dag("daily");
etl.task("made", async () => ({
  at: new Date(), note: undefined as string | undefined, run: () => 1, price: new Money(3), big: 1n,
  map: new Map<string, number>(), list: [new Date()] as readonly Date[], pair: ["a", 1] as const, nothing: undefined,
  tree: { at: new Date(), children: [] } as Tree, mixed: null as Date | number | null, record: {} as Record<string, Date>,
}));
etl.task("nothing", async () => {});
etl.task("right", { requires: ["made", "nothing"] }, async (inputs: {
  made: {
    at: string; note?: string; price: number; big: never; map: never; list: string[]; pair: [string, number];
    tree: { children: { children: { at: string }[] }[] }; mixed: string | number | null; record: { [day: string]: string };
  };
  nothing: null;
}) => inputs);
etl.task("undefinedWillDo", { requires: ["made"] }, async (inputs: { made: { note: string | undefined } }) => inputs);
etl.task("date", { requires: ["made"] }, async (inputs: { made: { at: Date } }) => inputs);
etl.task("dropped", { requires: ["made"] }, async (inputs: { made: { run: () => number } }) => inputs);
etl.task("maybe", { requires: ["made"] }, async (inputs: { made: { note: string } }) => inputs);
etl.task("json", { requires: ["made"] }, async (inputs: { made: { price: Money } }) => inputs);
etl.task("deep", { requires: ["made"] }, async (inputs: { made: { tree: { children: { at: Date }[] } } }) => inputs);
etl.task("list", { requires: ["made"] }, async (inputs: { made: { list: number[] } }) => inputs);
etl.task("pair", { requires: ["made"] }, async (inputs: { made: { pair: [string, string] } }) => inputs);
etl.task("nullable", { requires: ["made"] }, async (inputs: { made: { mixed: string } }) => inputs);
etl.task("record", { requires: ["made"] }, async (inputs: { made: { record: Record<string, number> } }) => inputs);
etl.task("void", { requires: ["nothing"] }, async (inputs: { nothing: string }) => inputs);
`),
  ).toMatchInlineSnapshot(`
    "/p/etl.ts:19:66 at: Date
      Task 'date' expects made.at: Date; 'made' returns at: Date, which arrives as string.
      'made' is declared here. made
    /p/etl.ts:20:69 run: () => number
      Task 'dropped' expects made.run: () => number; 'made' returns no run.
      'made' is declared here. made
    /p/etl.ts:21:67 note: string
      Task 'maybe' expects made.note: string; 'made' returns note?: string.
      'made' is declared here. made
    /p/etl.ts:22:66 price: Money
      Task 'json' expects made.price: Money; 'made' returns price: Money, which arrives as number.
      'made' is declared here. made
    /p/etl.ts:23:86 at: Date
      Task 'deep' expects made.tree.children[].at: Date; 'made' returns tree.children[].at: Date, which arrives as string.
      'made' is declared here. made
    /p/etl.ts:24:66 list: number[]
      Task 'list' expects made.list[]: number; 'made' returns list[]: Date, which arrives as string.
      'made' is declared here. made
    /p/etl.ts:25:66 pair: [string, string]
      Task 'pair' expects made.pair[1]: string; 'made' returns pair[1]: 1.
      'made' is declared here. made
    /p/etl.ts:26:70 mixed: string
      Task 'nullable' expects made.mixed: string; 'made' returns mixed: number | Date | null, which arrives as string | number | null.
      'made' is declared here. made
    /p/etl.ts:27:68 record: Record<string, number>
      Task 'record' expects made.record: Record<string, number>; 'made' returns record: Record<string, Date>, which arrives as { [x: string]: string; }.
      'made' is declared here. made
    /p/etl.ts:28:61 nothing: string
      Task 'void' expects nothing: string; 'nothing' returns void, which arrives as null.
      'nothing' is declared here. nothing"
  `);
});

test("what TypeScript reports by itself is not said again", () => {
  expect(
    drawn(`
import { Dag } from "orchex";
const etl = new Dag("daily");
const extract = etl.task("extract", async () => ({ text: "" }));
etl.task("typed", { requires: [extract] }, async ({ extract }) => extract.text);
etl.task("reported", { requires: [extract] }, async ({ extract }: { extract: { text: number } }) => extract.text);
`),
  ).toMatchInlineSnapshot(`""`);
});

test("a reference that nobody checks is", () => {
  const text = `
import { Dag } from "orchex";
const etl = new Dag("daily");
const extract = etl.task("extract", async () => ({ text: "" }));
etl.task("load", { requires: [extract] }, /** @param {{ extract: { text: number } }} inputs */ async (inputs) => inputs);
`;
  expect(drawn({ "/p/etl.js": text })).toMatchInlineSnapshot(`
    "/p/etl.js:4:30 extract
      Task 'load' expects extract.text: number; 'extract' returns text: string.
      'extract' is declared here. extract"
  `);
});

test("without an installed orchex plain annotations are still compared", () => {
  const text = `
import { Dag } from "orchex";
const etl = new Dag("daily");
etl.task("extract", async () => ({ text: "", at: fetch("x") }));
etl.task("load", { requires: ["extract"] }, async (inputs: { extract: { text: number } }) => inputs);
etl.task("any", { requires: ["extract"] }, async (inputs: { extract: { at: Missing } }) => inputs);
`;
  expect(drawn({ "/elsewhere/etl.ts": text })).toMatchInlineSnapshot(`
    "/elsewhere/etl.ts:4:72 text: number
      Task 'load' expects extract.text: number; 'extract' returns text: string.
      'extract' is declared here. extract"
  `);
});

test("over files, functions that stand elsewhere, overloads and generics", () => {
  expect(
    drawn({
      "/p/etl.ts": `
import { Dag } from "orchex";
export const etl = new Dag("daily");
export function store(inputs: { extract: { text: boolean } }) { return inputs; }
`,
      "/p/tasks.ts": `
import { etl, store } from "./etl.js";
function read(): { text: string };
function read(uri?: string): Promise<{ text: string }>;
function read(): unknown { return null; }
etl.task("extract", read);
etl.task("store", { requires: ["extract"] }, store);
function id<T extends object>(inputs: { extract: T }) { return inputs.extract; }
etl.task("id", { requires: ["extract"] }, id);
function sized<T extends { size: number }>(inputs: { extract: T }) { return inputs.extract; }
etl.task("sized", { requires: ["extract"] }, sized);
etl.task("text", { requires: ["extract"] }, (inputs: string) => inputs);
etl.task("gone", { requires: ["extract"] }, (inputs: { extract: { body: string; uri?: string } }) => inputs);
`,
    }),
  ).toMatchInlineSnapshot(`
    "/p/etl.ts:3:43 text: boolean
      Task 'store' expects extract.text: boolean; 'extract' returns text: string.
      'extract' is declared here. extract
    /p/tasks.ts:9:53 extract: T
      Task 'sized' expects extract.size: number; 'extract' returns no size.
      'extract' is declared here. extract
    /p/tasks.ts:11:45 inputs: string
      Task 'text' expects string; it gets an object with the results of 'extract'.
    /p/tasks.ts:12:66 body: string
      Task 'gone' expects extract.body: string; 'extract' returns no body.
      'extract' is declared here. extract"
  `);
});

test("the answer is about the last texts", () => {
  const text = (type: string) => `
import { Dag } from "orchex";
const etl = new Dag("daily");
etl.task("extract", async () => ({ text: "" }));
etl.task("load", { requires: ["extract"] }, async (inputs: { extract: { text: ${type} } }) => inputs);
`;
  expect(drawn(text("string"))).toBe("");
  expect(drawn(text("number"))).toContain("'load'");
  expect(drawn(text("string"))).toBe("");
});

/** The lines with problems, and under them what is wrong where. */
function drawn(program: string | Readonly<Record<string, string>>): string {
  const files = Object.entries(typeof program === "string" ? { "/p/etl.ts": program } : program);
  const workspace = createWorkspace();
  workspace.setAll(files);
  analyzer.update([...INSTALLED, ...files]);
  const { problems } = analyzer.answer(questionOf(workspace.dags()));
  analyzer.update(files.map(([file]) => [file, null]));
  return problems.map((problem) => drawing(problem, Object.fromEntries(files))).join("\n");
}

function drawing({ code, message, location, related }: Problem, files: Readonly<Record<string, string>>): string {
  expect(code).toBe("task.type-mismatch");
  if (location === null) return message;
  const { file, start, end } = location;
  const line = files[file]?.split("\n")[start.line] ?? "";
  expect(end.line).toBe(start.line);
  const marked = line.slice(start.character, end.character);
  const places = related.map((place) => {
    const lines = files[place.location?.file ?? ""]?.split("\n") ?? [];
    const { start, end } = place.location ?? { start: { line: 0, character: 0 }, end: { character: 0 } };
    return `  ${place.message} ${lines[start.line]?.slice(start.character, end.character)}`;
  });
  return [`${file}:${start.line}:${start.character} ${marked}`, `  ${message}`, ...places].join("\n");
}
