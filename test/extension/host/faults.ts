import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { until } from "../../support/until.ts";
import { answerInput, answerMessage, answerPick, command } from "./answers.ts";
import { open } from "./editing.ts";
import { activated } from "./extension.ts";
import { runTests } from "./suite.ts";
import { itemOf, treeShows } from "./treeText.ts";

/** Processes below one, by what their command line holds. */
function below(pid: number, part: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const parent = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${name}/status`, "utf8"))?.[1];
        return Number(parent) === pid && readFileSync(`/proc/${name}/cmdline`, "utf8").includes(part);
      } catch {
        return false;
      }
    })
    .map(Number);
}

const connected = async () => {
  const { app } = await activated();
  const states = () => app.ledgers.projects.map(({ link }) => `${link?.state}: ${link?.text}`);
  try {
    await until("", () => states().length > 0 && states().every((state) => state.startsWith("ready")));
  } catch (cause) {
    throw new Error(`Not every folder is connected: ${states().join(", ")}`, { cause });
  }
};

const enqueued = async (dag: RegExp, runs: RegExp) => {
  const { app } = await activated();
  const { asked } = await answerPick("Enqueue without inputs");
  await command("enqueue", await itemOf(app.trees.dags, dag));
  await asked;
  await treeShows(app.trees.runs, runs);
};

export const run = () =>
  runTests({
    "two folders have a database each": async () => {
      const { app } = await activated();
      await open("dags.ts");
      await treeShows(app.trees.dags, /first[^]*second/, 1);
      await until("both folders are followed", () => app.ledgers.projects.length === 2);
      for (const folder of app.ledgers.projects.map(({ folder }) => folder)) await command("startDatabase", { folder });
      await connected();
      for (const dag of ["first", "second"])
        await command("snapshotAndActivate", await itemOf(app.trees.dags, new RegExp(`^${dag}`)));
      await treeShows(app.trees.dags, /^first \| first · [0-9a-f]{8}\nsecond \| second · [0-9a-f]{8}$/, 1);
      await enqueued(/^first/, /^first\n {2}first [0-9a-f]{8} \| running/);
    },

    "the runtime's processes are killed: they come back, and news with them": async () => {
      const { app } = await activated();
      const processes = below(app.server.pid ?? 0, "serve");
      assert.equal(processes.length, 2);
      for (const pid of processes) process.kill(pid, "SIGKILL");
      await until("others have taken their place", () => {
        const now = below(app.server.pid ?? 0, "serve");
        return now.length === 2 && now.every((pid) => !processes.includes(pid));
      });
      await connected();
      await enqueued(/^first/, /(first [0-9a-f]{8} \| running[^]*){2}/);
    },

    "the language server is killed: it comes back, and news with it": async () => {
      const { app } = await activated();
      const { pid } = app.server;
      assert.ok(pid !== undefined);
      const processes = below(pid, "serve");
      process.kill(pid, "SIGKILL");
      await until("another server runs", () => app.server.pid !== pid && app.server.client !== undefined);
      await until("what the old one had started has ended", () => processes.every((pid) => !isAlive(pid)));
      await connected();
      await enqueued(/^first/, /(first [0-9a-f]{8} \| running[^]*){3}/);
    },

    "a worker that cannot start says so, and is gone from the view": async () => {
      const { app } = await activated();
      const failed = new Promise<string>((resolve) => app.workers.onDidFail(({ reason }) => resolve(reason)));
      await app.workers.start({
        folder: app.ledgers.projects[0]?.folder ?? "",
        addresses: ["missing.ts:nothing"],
        concurrency: 1,
      });
      assert.match(await failed, /ended with 2/);
      assert.deepEqual(app.workers.all, []);
    },

    "the database stops: what fails says what to do; it starts: everything returns": async () => {
      const { app } = await activated();
      const { asked } = await answerMessage("Stop");
      await command("stopDatabase", { folder: app.ledgers.projects[0]?.folder });
      await asked;
      await until("it is known to be away", () => app.context.values.live === "off");
      await treeShows(app.trees.runs, /^$/);
      const { asked: told } = await answerMessage("");
      await command("showRunReport");
      assert.match((await told).message, /There is no run yet/);
      await command("startDatabase", { folder: app.ledgers.projects[0]?.folder });
      await connected();
      await treeShows(app.trees.runs, /(first [0-9a-f]{8} \| running[^]*){3}/);
    },

    "a worker takes up what waited through all of it": async () => {
      const { app } = await activated();
      const { asked } = await answerInput("2");
      await command("startWorker", await itemOf(app.trees.dags, /^first/));
      await asked;
      await treeShows(app.trees.runs, /(first [0-9a-f]{8} \| succeeded[^]*){3}/);
    },

    "a folder closes: its DAGs, its runs and its process go with it": async () => {
      const { app } = await activated();
      assert.equal(below(app.server.pid ?? 0, "serve").length, 2);
      vscode.workspace.updateWorkspaceFolders(1, 1);
      await treeShows(app.trees.dags, /^first \| [0-9a-f]{8}$/, 1);
      await until("its process has ended", () => below(app.server.pid ?? 0, "serve").length === 1);
      assert.equal(app.ledgers.projects.length, 1);
    },

    "a worker that is to go on without the window writes to a file; who is left is told to the test around it":
      async () => {
        const { app } = await activated();
        const [ends] = app.workers.all;
        const configuration = vscode.workspace.getConfiguration("orchex");
        await configuration.update("worker.endWithWindow", false, vscode.ConfigurationTarget.Global);
        const { asked } = await answerInput("1");
        const { asked: told } = await answerMessage("");
        await command("startWorker", await itemOf(app.trees.dags, /^first/));
        await asked;
        assert.match((await told).message, /goes on when this window closes/);
        const outlives = app.workers.all.find(({ id }) => id !== ends?.id);
        assert.ok(ends && outlives?.logFile);
        await treeShows(app.trees.workers, new RegExp(`^${outlives.id} \\| this window · running`, "m"));
        assert.match(readFileSync(outlives.logFile, "utf8"), /worker/i);
        writeFileSync(
          process.env["ORCHEX_TEST_LEFT"] ?? "",
          JSON.stringify({ ends: ends.pid, outlives: outlives.pid }),
        );
      },
  });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
