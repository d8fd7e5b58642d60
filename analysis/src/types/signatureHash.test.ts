import { expect, test, vi } from "vitest";
import { createWorkspace } from "../createWorkspace.ts";
import { loadTypeScript } from "../source/typescript.ts";
import { loadLibFiles } from "./libFiles.ts";
import { questionOf } from "./question.ts";
import { TypeAnalyzer } from "./typeAnalyzer.ts";

// The first question to a type checker takes seconds where processors are busy.
vi.setConfig({ testTimeout: 60_000 });

const analyzer = new TypeAnalyzer(loadTypeScript(), loadLibFiles());

const INSTALLED = [
  [
    "/node_modules/orchex/index.d.ts",
    "export declare class Dag { constructor(name: string); task(...given: any[]): any }",
  ],
  ["/node_modules/orchex/package.json", JSON.stringify({ name: "orchex", types: "index.d.ts" })],
  ["/p/other.ts", "export interface Order { id: string; lines: { sku: string; count: number }[] }"],
] as const;

const ORDER = `
interface Order { id: string; lines: { sku: string; count: number }[] }
etl.task("t", async (inputs: { order: Order; dry?: boolean }): Promise<Order> => inputs.order);
`;

test("it is the same wherever it is computed", () => {
  expect(hashOf(ORDER)).toMatchInlineSnapshot(`"d6b8d02cdee0ac8727d530d282f544749798a07f5dd92ea70ba869630d3c8532"`);
});

test.each([
  ["an alias has another name", ORDER.replaceAll("Order", "Purchase")],
  [
    "an alias is written out",
    ORDER.replaceAll(": Order", ": { lines: { count: number; sku: string }[]; id: string }").replace(
      "<Order>",
      "<{ id: string; lines: { sku: string; count: number }[] }>",
    ),
  ],
  ["a type is imported", `import type { Order } from "./other.js";${ORDER.replace(/interface.*/, "")}`],
  ["an interface is a type", ORDER.replace("interface Order {", "type Order = {")],
  ["code moves, with comments", `\n\n/** New. */\n${ORDER.replace("id: string;", "/* the key */ id: string;")}\n`],
  ["the parameter is destructured", ORDER.replace("inputs: {", "{ order }: {").replace("inputs.order", "order")],
  ["the result is inferred", ORDER.replace(": Promise<Order>", "")],
  ["it is no longer async", ORDER.replace("async ", "").replace("Promise<Order>", "Order")],
  [
    "properties are readonly, and in another order",
    ORDER.replace("id: string; lines: {", "readonly lines: readonly {").replace("}[] }", "}[]; readonly id: string }"),
  ],
  ["undefined is allowed where it may be missing anyway", ORDER.replace("dry?: boolean", "dry?: boolean | undefined")],
  ["the second parameter is another", ORDER.replace("dry?: boolean }", "dry?: boolean }, context: unknown")],
])("it stays when %s", (_change, text) => {
  expect(hashOf(text)).toBe(hashOf(ORDER));
});

test.each([
  ["a field has another type", ORDER.replace("count: number", "count: string")],
  ["a field is new", ORDER.replace("id: string;", "id: string; note: string;")],
  ["a field may be missing", ORDER.replace("id: string;", "id?: string;")],
  ["an input must be there", ORDER.replace("dry?:", "dry:")],
  ["the result is another", ORDER.replace("=> inputs.order", "=> inputs.order.id").replace("<Order>", "<string>")],
])("it is another when %s", (_change, text) => {
  expect(hashOf(text)).not.toBe(hashOf(ORDER));
  expect(hashOf(text)).not.toBeNull();
});

test.each([
  ["a union in another order", `"a" | "b" | null | boolean`, `false | null | "b" | true | "a"`],
  ["circles by any name", "Tree", "Other"],
  ["what JSON makes the same", "{ at: Date; run(): void; n: undefined }", "{ at: string }"],
  ["an enum and its numbers", "Level", "0 | 1"],
  ["mapped types and what they say", "Partial<Record<'a' | 'b', number>>", "{ a?: number; b?: number }"],
  ["an intersection and its properties", "{ a: 1 } & { b: 2 }", "{ a: 1; b: 2 }"],
])("equal results: %s", (_name, one, other) => {
  expect(hashOfResult(one)).toBe(hashOfResult(other));
  expect(hashOfResult(one)).not.toBeNull();
});

test.each([
  ["tuples and lists", "[string, number]", "(string | number)[]"],
  ["null and nothing at all", "{ a: null }", "{ a?: null }"],
  ["circles of different length", "Tree", "{ value: string; next: { value: string } | null }"],
])("other results: %s", (_name, one, other) => {
  expect(hashOfResult(one)).not.toBe(hashOfResult(other));
});

test("what is not known has none", () => {
  expect(hashOfResult("Missing")).toBeNull();
  expect(hashOfResult("{ deep: Missing[] }")).toBeNull();
  expect(
    hashOf(`import { load } from "./missing.js"; etl.task("t", async () => ({ rows: await load() }));`),
  ).toBeNull();
  expect(
    hashOf(`import { load } from "./missing.js"; etl.task("t", async () => [load()].map((one) => one.id));`),
  ).toBeNull();
  expect(hashOf(`import { load } from "./missing.js"; etl.task("t", async () => ({ ...load() }));`)).toBeNull();
  expect(hashOfResult("Endless<string>")).toBeNull();
  expect(hashOfResult("any")).not.toBeNull();
});

function hashOfResult(type: string): string | null | undefined {
  return hashOf(`
interface Tree { value: string; next: Tree | null }
type Other = { next: Other | null; value: string };
interface Endless<T> { next: Endless<T[]>; value: T }
enum Level { Low, High }
declare function make(): ${type};
etl.task("t", make);
`);
}

function hashOf(text: string): string | null | undefined {
  const files = [["/p/etl.ts", `import { Dag } from "orchex";\nconst etl = new Dag("daily");\n${text}`]] as const;
  const workspace = createWorkspace();
  workspace.setAll(files);
  analyzer.update([...INSTALLED, ...files]);
  return analyzer.answer(questionOf(workspace.dags())).signatures[0]?.get("t");
}
