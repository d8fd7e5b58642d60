import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../support/until.ts";
import { answerInput, command } from "./answers.ts";
import { fileUri } from "./editing.ts";
import { activated } from "./extension.ts";
import { orchex } from "./orchex.ts";
import type { Tests } from "./suite.ts";
import { treeShows, treeText } from "./treeText.ts";

/** The URL of a database of another project, which is on the same server and has no ledger yet. */
const otherDatabase = async (): Promise<string> => {
  const project = mkdtempSync(join(tmpdir(), "other-"));
  writeFileSync(join(project, "package.json"), "{}");
  return (await orchex(project, "db", "url")).trim();
};

/** The command lines of every process of this machine that hold a text. */
const commandLinesWith = (text: string): readonly string[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, "utf8");
      } catch {
        return [];
      }
    })
    .filter((line) => line.includes(text));

/** The files below a folder that hold a text. */
const filesWith = (folder: string, text: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => readFileSync(file).includes(text));

const databaseSet = async (url: string) => {
  const { asked } = await answerInput(url);
  await command("setDatabase");
  return asked;
};

/** Another database than the project's own, and the way back. */
export const databaseTests: Tests = {
  "Set Database keeps the URL where nobody reads it, and what another database held is gone from the views":
    async () => {
      const { app } = await activated();
      const url = await otherDatabase();
      const { password } = new URL(url);
      assert.ok(password.length > 10);
      assert.equal((await databaseSet(url)).password, true);
      await until("its ledger is missed", () => app.ledgers.projects[0]?.link?.state === "noDatabase");
      assert.match(app.ledgers.projects[0]?.link?.remedy ?? "", /init/i);
      for (const tree of [app.trees.runs, app.trees.queue, app.trees.dead]) await treeShows(tree, /^$/);
      assert.equal(await app.database.of(fileUri("").fsPath), url);
      assert.deepEqual(commandLinesWith(password), []);
      assert.deepEqual(filesWith(app.extension.logUri.fsPath, password), []);
      assert.deepEqual(filesWith(fileUri("").fsPath, password), []);
      const user = app.extension.globalStorageUri.fsPath.replace(/globalStorage.*$/, "");
      assert.deepEqual(filesWith(user, password), []);
    },

  "Initialise Database makes the ledger there": async () => {
    const { app } = await activated();
    await command("initialiseDatabase");
    await until("it is connected", () => app.ledgers.projects[0]?.link?.state === "ready");
    assert.doesNotMatch(JSON.stringify(app.ledgers.projects[0]?.link), /password|:[^/@"]+@/);
    await treeShows(app.trees.dags, /^flow \| no active snapshot|^flow$/m, 1);
    await treeShows(app.trees.runs, /^$/);
  },

  "from one connected database to another, nothing of the first stays": async () => {
    const { app } = await activated();
    const other = (await app.database.of(fileUri("").fsPath)) ?? "";
    await databaseSet("");
    await treeShows(app.trees.runs, /^flow [0-9a-f]{8} \| succeeded/m, 1);
    await databaseSet(other);
    await treeShows(app.trees.runs, /^$/);
    await treeShows(app.trees.dags, /^flow \| no active snapshot|^flow$/m, 1);
  },

  "an empty URL is the way back to the project's own database, with all that it holds": async () => {
    const { app } = await activated();
    await databaseSet("");
    assert.equal(await app.database.of(fileUri("").fsPath), null);
    await treeShows(app.trees.runs, /^repair [0-9a-f]{8} \| succeeded/m, 1);
    await treeShows(app.trees.runs, /^flow [0-9a-f]{8} \| succeeded/m, 1);
    assert.match(await treeText(app.trees.dags, 1), /^flow \| [0-9a-f]{8}/m);
  },
};
