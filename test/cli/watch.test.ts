import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, expect, test } from "vitest";

import { json, run, start, temporaryHome, type Environment } from "./cli.ts";

const { home, remove } = temporaryHome();
let cwd: string;

const env = { ORCHEX_HOME: home };

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "orchex-watch-"));
  mkdirSync(join(cwd, "node_modules"));
  symlinkSync(fileURLToPath(new URL("../../runtime", import.meta.url)), join(cwd, "node_modules/orchex"));
  writeFileSync(join(cwd, "package.json"), '{ "type": "module" }');
});

afterAll(async () => {
  await run(["db", "stop"], env);
  remove();
  rmSync(cwd, { recursive: true, force: true });
});

const dagReturning = (value: string) => `
  import { Dag } from "orchex";
  import { answer } from "./answer.ts";
  export const watched = new Dag("watched");
  watched.task("ask", async () => ${value} + answer);`;

async function resultOf(runId: string): Promise<unknown> {
  for (;;) {
    const report = (await json(["report", runId], env, { cwd })) as {
      status: string;
      tasks: { ask: { result: unknown } };
    };
    if (report.status !== "running") return report.tasks.ask.result;
  }
}

async function enqueue(): Promise<string> {
  return ((await json(["enqueue", "--dag", "watched"], env, { cwd })) as { runId: string }).runId;
}

test("a watching worker runs changed code, of imported files too, and keeps the old while the new does not load", async () => {
  writeFileSync(join(cwd, "answer.ts"), "export const answer = 1;");
  writeFileSync(join(cwd, "dag.ts"), dagReturning("10"));
  await json(["init-db", "--dag", "dag.ts:watched"], env, { cwd });
  const worker = start(["worker", "--dag", "dag.ts:watched", "--watch"], env, { cwd });
  await worker.says("worker started");
  expect(await resultOf(await enqueue())).toBe(11);

  writeFileSync(join(cwd, "dag.ts"), dagReturning("20 ("));
  await worker.says("does not load");
  expect(await resultOf(await enqueue())).toBe(11);

  writeFileSync(join(cwd, "answer.ts"), "export const answer = 2;");
  writeFileSync(join(cwd, "dag.ts"), dagReturning("20"));
  await worker.says("loaded the changed code");
  expect(await resultOf(await enqueue())).toBe(22);

  worker.kill("SIGTERM");
  expect((await worker.answer).code).toBe(0);
});

test("--inline keeps its lease while a body blocks the main thread, and is ended with a body that never ends", async () => {
  const short: Environment = { ...env, LEASE_SECONDS: "1" };
  writeFileSync(
    join(cwd, "blocking.ts"),
    `import { Dag } from "orchex";
     const block = (ms: number) => { for (const end = Date.now() + ms; Date.now() < end; ); };
     export const slow = new Dag("slow");
     slow.task("compute", { maxAttempts: 1 }, () => block(4_000));
     export const endless = new Dag("endless");
     endless.task("loop", { timeout: "1s", maxAttempts: 1 }, () => block(1e9));`,
  );
  await json(["init-db", "--dag", "blocking.ts:slow"], short, { cwd });
  const { runId } = (await json(["enqueue", "--dag", "slow"], short, { cwd })) as { runId: string };
  const worker = start(["worker", "--dag", "blocking.ts:slow", "--inline", "--drain"], short, { cwd });
  await worker.says("worker started");
  // Another worker, which would take the job if its lease ran out.
  const other = start(["worker", "--dag", "blocking.ts:slow", "--drain"], short, { cwd });
  expect((await worker.answer).stderr).not.toContain("lost its lease");
  expect((await other.answer).stderr).not.toContain("took back");
  expect(await json(["report", runId], short, { cwd })).toMatchObject({
    status: "succeeded",
    tasks: { compute: { attempts: 1 } },
  });

  await json(["init-db", "--dag", "blocking.ts:endless"], short, { cwd });
  await json(["enqueue", "--dag", "endless"], short, { cwd });
  const blocked = await start(["worker", "--dag", "blocking.ts:endless", "--inline"], short, { cwd }).answer;
  expect(blocked.stderr).toContain("blocks the main thread past its timeout");
});
