import { createWorkspace } from "orchex-analysis";
import { problem, type Problem } from "orchex/dag";
import { expect, test } from "vitest";
import { Text } from "./text.ts";
import { TypeProblems } from "./typeProblems.ts";

const FILE = "/project/etl.ts";
const TEXT = `import { Dag } from "orchex";
const etl = new Dag("etl");
etl.task("extract", () => 1);
etl.task("load", { requires: ["extract"] }, ({ extract }) => extract);
etl.task("report", { requires: ["extract"] }, ({ extract }) => extract);
`;

/** What is said of two tasks about what a third returns; `edit` is how the text goes on. */
function said() {
  const workspace = createWorkspace({ isPart: true });
  workspace.set(FILE, TEXT);
  const problems = new TypeProblems((file) => workspace.inFile(file).tasks);
  problems.edited(FILE, TEXT);
  problems.replace([mismatch("load"), mismatch("report")], problems.texts());
  return {
    problems,
    edit: (text: string) => problems.edited(FILE, text),
    shown: (text: string) =>
      problems
        .of(FILE)
        .map(({ task, location, related }) => [
          task,
          location === null ? null : new Text(text).between(location.start, location.end),
          ...related.map((place) => place.location?.start.line),
        ]),
  };
}

function mismatch(task: string): Problem {
  const text = new Text(TEXT);
  const at = (start: number, length: number) => ({
    file: FILE,
    start: text.positionAt(start),
    end: text.positionAt(start + length),
  });
  const place = TEXT.indexOf("{ extract }", TEXT.indexOf(`"${task}"`));
  const giver = { message: "declared here", location: at(TEXT.indexOf("extract"), 7), task: "extract" };
  return problem("task.type-mismatch", "wrong", { location: at(place, 11), dag: "etl", task, related: [giver] });
}

test("what was said moves with the text", () => {
  const { edit, shown } = said();
  const text = `// one\n// two\n${TEXT}`;
  expect([...edit(text)]).toEqual([FILE]);
  expect(shown(text)).toEqual([
    ["load", "{ extract }", 4],
    ["report", "{ extract }", 4],
  ]);
});

test("of a task that is edited nothing is known until the next answer", () => {
  const { edit, shown } = said();
  const text = TEXT.replace('"load", {', '"load", { retries: 1,');
  edit(text);
  expect(shown(text)).toEqual([["report", "{ extract }", 2]]);
});

test("nor of those that require it", () => {
  const { edit, shown } = said();
  const text = TEXT.replace("() => 1", "() => [1]");
  edit(text);
  expect(shown(text)).toEqual([]);
});

test("an answer about a text of a moment ago is shown where that is now", () => {
  const { problems, edit, shown } = said();
  const asked = problems.texts();
  const text = `\n${TEXT}`;
  edit(text);
  expect([...problems.replace([mismatch("load")], asked)]).toEqual([FILE]);
  expect(shown(text)).toEqual([["load", "{ extract }", 3]]);
});

test("a text that did not change, and a file of which nothing was said, change nothing", () => {
  const { problems, edit } = said();
  expect(edit(TEXT).size).toBe(0);
  expect(problems.edited("/project/other.ts", "1").size).toBe(0);
  expect(problems.edited("/project/other.ts", "2").size).toBe(0);
});
