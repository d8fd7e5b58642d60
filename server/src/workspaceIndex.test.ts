import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWorkspace } from "orchex-analysis";
import { afterEach, expect, test } from "vitest";
import { uriOfFile } from "./fileUri.ts";
import { OpenDocuments } from "./openDocuments.ts";
import { WorkspaceIndex } from "./workspaceIndex.ts";

const cleanups: (() => void)[] = [];
afterEach(() => cleanups.splice(0).forEach((cleanup) => cleanup()));

const dag = (requires: string) => `
import { Dag } from "orchex";
export const etl = new Dag("etl");
etl.task("extract", () => 1);
etl.task("load", { requires: ["${requires}"] }, (inputs) => JSON.stringify(inputs));
`;

function project() {
  const folder = mkdtempSync(join(tmpdir(), "orchex-index-"));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, text: string) => {
    const file = join(folder, "src", name);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, text);
    // Long enough ago to be trusted by its stamp.
    const then = new Date(Date.now() - 60_000);
    utimesSync(file, then, then);
    return file;
  };
  return { folder: join(folder, "src"), cache: join(folder, "cache"), write };
}

function start(cacheFolder: string | null, programVersion = "1") {
  const documents = new OpenDocuments();
  const changed: string[] = [];
  let answers: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => (answers = resolve));
  const index = new WorkspaceIndex({
    createWorkspace: (options) => createWorkspace(options),
    cacheFolder,
    programVersion,
    documents,
    onChange: ({ files }) => changed.push(...files),
    onAnswers: () => answers(),
  });
  const codes = (file: string) =>
    index
      .of(file)
      .problems(file)
      .map(({ code }) => code);
  const said = (file: string) => index.problems(file).map(({ code }) => code);
  const linked = () => index.workspaces().reduce((sum, { work }) => sum + work.linked, 0);
  const settle = () => {
    while (index.idle(1000));
  };
  const parsed = () => index.workspaces().reduce((sum, { work }) => sum + work.parsed, 0);
  const open = (file: string, text: string) => {
    documents.open({ textDocument: { uri: uriOfFile(file), languageId: "typescript", version: 1, text } });
    index.touch(file);
  };
  return { index, documents, changed, answered, codes, said, parsed, linked, settle, open };
}

test("what is known of files that have not changed is not found out again", async () => {
  const { folder, cache, write } = project();
  const [wrong, sound] = [write("wrong.ts", dag("extrct")), write("sound.ts", dag("extract").replace("etl", "two"))];
  const first = start(cache);
  await first.index.follow([folder], []);
  expect(first.codes(wrong)).toContain("task.unknown-requirement");
  expect(first.parsed()).toBe(2);
  first.index.save(Date.now());

  const second = start(cache);
  second.open(wrong, dag("extrct"));
  await second.index.follow([folder], []);
  expect(second.parsed()).toBe(0);
  expect(second.changed).toContain(wrong);
  expect(second.codes(wrong)).toEqual(first.codes(wrong));
  expect(second.codes(sound)).toEqual(first.codes(sound));
});

/** A folder with everything found out about it, and kept. */
async function known() {
  const { folder, cache, write } = project();
  const [wrong, sound] = [write("wrong.ts", dag("extrct")), write("sound.ts", dag("extract").replace("etl", "two"))];
  const first = start(cache);
  await first.index.follow([folder], []);
  first.settle();
  first.index.save(Date.now());
  return { folder, cache, write, wrong, sound, first };
}

test("what was wrong the last time is known before anything is read", async () => {
  const { folder, cache, wrong, sound, first } = await known();
  const second = start(cache);
  const reading = second.index.follow([folder], []);
  await second.answered;
  second.open(wrong, dag("extrct"));
  expect(second.index.hasAnswers(wrong)).toBe(true);
  expect(second.linked()).toBe(0);
  expect(second.said(wrong)).toEqual(first.codes(wrong));
  expect(second.said(sound)).toEqual(first.codes(sound));

  await reading;
  second.index.flush();
  expect(second.linked()).toBe(2);
  second.changed.splice(0);
  second.settle();
  expect(second.changed).not.toContain(wrong);
  expect(second.codes(wrong)).toEqual(first.codes(wrong));
});

test("what was edited and saved is kept like what is on disk, unless it is broken", async () => {
  const { folder, cache, write, wrong, first } = await known();
  for (const [text, isKept] of [
    [dag("extract"), true],
    [`${dag("extract")} new Dag(`, false],
  ] as const) {
    first.open(wrong, text);
    first.index.flush();
    write("wrong.ts", text);
    first.settle();
    first.index.save(Date.now(), true);
    const second = start(cache);
    const reading = second.index.follow([folder], []);
    await Promise.resolve();
    expect(second.index.hasAnswers(wrong)).toBe(isKept);
    await reading;
    expect(second.parsed()).toBe(isKept ? 0 : 1);
    expect(second.said(wrong)).toEqual(first.said(wrong));
  }
});

test("what was wrong the last time does not count for a text that is another", async () => {
  const { folder, cache, wrong } = await known();
  const second = start(cache);
  const reading = second.index.follow([folder], []);
  await second.answered;
  second.open(wrong, dag("extract"));
  expect(second.index.hasAnswers(wrong)).toBe(false);
  await reading;
  second.index.flush();
  expect(second.said(wrong)).not.toContain("task.unknown-requirement");
});

test("an edit ends what was wrong the last time also while not everything has been found out", async () => {
  const { folder, cache, wrong } = await known();
  const second = start(cache);
  await second.index.follow([folder], []);
  second.open(wrong, dag("load"));
  second.index.flush();
  expect(second.changed).toContain(wrong);
  expect(second.said(wrong)).toContain("task.self-requirement");
  expect(second.said(wrong)).not.toContain("task.unknown-requirement");
});

test.each<readonly [string, (write: (name: string, text: string) => string, folder: string) => void]>([
  ["a file has changed", (write) => write("sound.ts", `${dag("extract")}//`)],
  ["a file has come", (write) => write("other.ts", dag("extract"))],
  ["a file that says where imports lead has come", (write) => write("package.json", "{}")],
  ["a file has gone", (_, folder) => rmSync(join(folder, "sound.ts"))],
])("nothing is said before it is read when %s", async (_, change) => {
  const { folder, cache, write, wrong } = await known();
  change(write, folder);
  const second = start(cache);
  const reading = second.index.follow([folder], []);
  await Promise.resolve();
  expect(second.index.hasAnswers(wrong)).toBe(false);
  await reading;
  expect(second.said(wrong)).toContain("task.unknown-requirement");
});

test("another build, or other excluded folders, find out for themselves what is wrong", async () => {
  const { folder, cache, wrong } = await known();
  const [other, excluding] = [start(cache, "2"), start(cache)];
  const reading = [other.index.follow([folder], []), excluding.index.follow([folder], ["generated"])];
  await Promise.resolve();
  expect(other.index.hasAnswers(wrong)).toBe(false);
  expect(excluding.index.hasAnswers(wrong)).toBe(false);
  await Promise.all(reading);
});

test("files that have changed, come or gone since are looked at", async () => {
  const { folder, cache, write } = project();
  const file = write("a.ts", dag("extrct"));
  const gone = write("gone.ts", dag("extrct").replace("etl", "gone"));
  const first = start(cache);
  await first.index.follow([folder], []);
  first.index.save(Date.now());
  write("a.ts", dag("extract"));
  rmSync(gone);
  const fresh = write("fresh.ts", dag("load").replace('"etl"', '"fresh"'));

  const second = start(cache);
  await second.index.follow([folder], []);
  expect(second.codes(file)).not.toContain("task.unknown-requirement");
  expect(second.codes(fresh)).toContain("task.self-requirement");
  expect(second.codes(gone)).toEqual([]);
});

test("a file written just now is not trusted by its stamp", async () => {
  const { folder, cache, write } = project();
  const file = write("a.ts", dag("extrct"));
  utimesSync(file, new Date(), new Date());
  const first = start(cache);
  await first.index.follow([folder], []);
  first.index.save(Date.now());
  const second = start(cache);
  await second.index.follow([folder], []);
  expect(second.parsed()).toBe(1);
});

test("what an editor holds is not kept, and what is on disk counts when it is closed", async () => {
  const { folder, cache, write } = project();
  const file = write("a.ts", dag("extract"));
  const first = start(cache);
  first.open(file, dag("extrct"));
  await first.index.follow([folder], []);
  expect(first.codes(file)).toContain("task.unknown-requirement");
  first.index.save(Date.now());

  const second = start(cache);
  await second.index.follow([folder], []);
  expect(second.codes(file)).not.toContain("task.unknown-requirement");

  first.documents.close({ textDocument: { uri: uriOfFile(file) } });
  first.index.touch(file);
  first.index.flush();
  expect(first.codes(file)).not.toContain("task.unknown-requirement");
});

test("a cache that is broken or of another version is passed over", async () => {
  const { folder, cache, write } = project();
  const file = write("a.ts", dag("extrct"));
  const first = start(cache);
  await first.index.follow([folder], []);
  first.index.save(Date.now());
  const [name = ""] = readdirSync(join(cache, "facts"));
  for (const content of ["", "{", "null", '{"version":"0","files":[]}', '{"version":"1"}']) {
    writeFileSync(join(cache, "facts", name), content);
    const second = start(cache);
    await second.index.follow([folder], []);
    expect(second.codes(file)).toContain("task.unknown-requirement");
  }
});

test("folders that are excluded are left when that is said, and found again when it is not", async () => {
  const { folder, write } = project();
  const file = write("generated/a.ts", dag("extrct"));
  const { index, codes } = start(null);
  await index.follow([folder], []);
  expect(codes(file)).toContain("task.unknown-requirement");
  await index.follow([folder], ["generated"]);
  expect(codes(file)).toEqual([]);
  index.touchDisk(file);
  index.flush();
  expect(codes(file)).toEqual([]);
  await index.follow([folder], []);
  expect(codes(file)).toContain("task.unknown-requirement");
});
