import { afterAll, expect, test } from "vitest";
import { dagFolder } from "../support/dagFolder.ts";
import { LanguageClient } from "../support/languageClient.ts";

const declarations = `
export declare function dag(name: string): (value: unknown, context: ClassDecoratorContext) => void;
export declare function task(options?: object): (value: unknown, context: ClassMethodDecoratorContext) => void;
`;

const flow = (returned: string) => `import { dag, task } from "orchex";

@dag("etl")
export class Etl {
  @task()
  async extract() {
    return ${returned};
  }

  @task({ requires: ["extract"] })
  async load(inputs: { extract: { text: string } }) {
    return inputs.extract.text;
  }
}
`;

const { folder, path, remove } = dagFolder({
  "flow.ts": flow("{ text: 5 }"),
  "node_modules/orchex/package.json": '{ "name": "orchex", "types": "index.d.ts" }',
  "node_modules/orchex/index.d.ts": declarations,
});
afterAll(remove);

test("while a file is edited, what is wrong elsewhere in it moves with its text and never goes away", async () => {
  const client = await LanguageClient.start({ folders: [folder] });
  const text = flow("{ text: 5 }");
  client.open(path("flow.ts"), text);
  await client.pushedTo(path("flow.ts"), (list) => list.length > 0);
  const before = client.pushes.length;
  for (let version = 2; version < 7; version++) {
    client.change(path("flow.ts"), version, [{ text: "// more\n".repeat(version) + text }]);
    await client.pushedTo(path("flow.ts"), ([one]) => one?.range.start.line === 10 + version);
  }
  const since = client.pushes.slice(before).map(({ diagnostics }) => diagnostics.length);
  expect(new Set(since)).toEqual(new Set([1]));
  client.change(path("flow.ts"), 7, [{ text: flow("{ text: [1] }") }]);
  await client.pushedTo(path("flow.ts"), (list) => list.length === 0);
  await client.pushedTo(path("flow.ts"), (list) => list.length > 0);
  await client.stop();
  expect(client.errors).toEqual([]);
});

test("a task that expects another type than it gets is told when the user has been quiet, and no longer once it is mended", async () => {
  const client = await LanguageClient.start({ folders: [folder] });
  client.open(path("flow.ts"));
  const [mismatch] = await client.pushedTo(path("flow.ts"), (list) => list.length > 0);
  expect(mismatch).toMatchObject({ code: "task.type-mismatch", range: { start: { line: 10 } } });
  client.change(path("flow.ts"), 2, [{ text: flow('{ text: "x" }') }]);
  await client.pushedTo(path("flow.ts"), (list) => list.length === 0);
  client.change(path("flow.ts"), 3, [{ text: flow("{ text: [1] }") }]);
  await client.pushedTo(path("flow.ts"), (list) => list.length > 0);
  await client.stop();
  expect(client.errors).toEqual([]);
  expect(client.warnings).toEqual([]);
});
