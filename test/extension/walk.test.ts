import { cpSync, mkdirSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { scratchFolder } from "../support/scratch.ts";
import { until } from "../support/until.ts";
import { embeddedHome } from "../support/vscode/embeddedHome.ts";
import { installVsix } from "../support/vscode/installVsix.ts";
import { openWorkbench, type Workbench } from "../support/vscode/workbench.ts";
import { WorkbenchPage } from "../support/vscode/workbenchPage.ts";

const ROOT = join(import.meta.dirname, "../..");
const SHOTS = join(ROOT, "test-results");

const { folder, remove } = scratchFolder("walk");
const { home, remove: removeHome } = embeddedHome();
let workbench: Workbench;
let user: WorkbenchPage;
let shots = 0;

const shot = async (name: string) => {
  shots += 1;
  await workbench.page.screenshot({ path: join(SHOTS, `${String(shots).padStart(2, "0")}-${name}.png`) });
};

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  const vsix = join(folder, "orchex.vsix");
  execFileSync(process.execPath, [join(ROOT, "scripts/package-extension.mjs"), "--target", "linux-x64", "--out", vsix]);
  const workspace = join(folder, "workspace");
  cpSync(join(import.meta.dirname, "../fixtures/extension/ledger"), workspace, { recursive: true });
  workbench = await openWorkbench({
    workspace,
    extensionsDir: installVsix(vsix, folder),
    // Nothing else is installed: the runtime and Postgres are the extension's.
    env: { ORCHEX_HOME: home, NODE_PATH: "" },
  });
  user = new WorkbenchPage(workbench.page);
  workbench.page.setDefaultTimeout(60_000);
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shot("failed");
});

afterAll(async () => {
  await workbench?.close();
  removeHome();
  remove();
});

test("from a typed cycle to a job that died, was fixed and retried, in the packed extension", async () => {
  const { page } = workbench;
  await user.openFile("flow.ts");
  await user.showSidebar();
  await user.item("DAGs", /^flow/).first().waitFor();
  await shot("dags");

  await user.openFile("flow.ts");
  const root =
    'export const extract = flow.task("extract", (inputs: { mode?: string }) => ({ mode: inputs.mode ?? "fine" }));';
  await user.replaceLine(
    'flow.task("extract"',
    'export const extract = flow.task("extract", { requires: ["load"] }, () => ({ mode: "fine" }));',
  );
  await page.locator(".squiggly-error").first().waitFor();
  await user.command("Problems: Focus on Problems View");
  await page.locator(".markers-panel .monaco-list-row", { hasText: "cycle" }).first().waitFor();
  await shot("cycle");
  await user.command("View: Toggle Panel Visibility");
  await user.openFile("flow.ts");
  await user.replaceLine('flow.task("extract"', root);
  await page.locator(".squiggly-error").first().waitFor({ state: "detached" });
  await page.keyboard.press("Control+S");

  await user.command("Orchex: Start Embedded Database");
  await user.item("DAGs", "no active snapshot").or(user.item("DAGs", /^flow/)).first().waitFor();
  await user.view("Runs").getByText("No run yet").waitFor();
  await user.inlineAction(user.item("DAGs", /^flow/).first(), "Snapshot & Activate");
  await user
    .item("DAGs", /^flow\s*[0-9a-f]{8}/)
    .first()
    .waitFor();
  await shot("snapshot");

  await user.inlineAction(user.item("DAGs", /^flow/).first(), "Show Graph");
  const graph = user.webview();
  await graph.getByText("extract").first().waitFor();
  await user.inlineAction(user.item("DAGs", /^flow/).first(), "Enqueue Run");
  await user.pick("Edit inputs");
  await page.locator('.tab.active[data-resource-name="flow.inputs.json"]').first().waitFor();
  // Between the braces, where the cursor is put.
  await page.locator(".statusbar-item", { hasText: "Ln 2, Col 3" }).waitFor();
  await page.keyboard.insertText('"mode": "die"');
  await user.command("Orchex: Enqueue a Run With These Inputs");
  await user
    .item("Runs", /running/)
    .first()
    .waitFor();
  await shot("enqueued");

  await user.openFile("flow.ts");
  await user.command("Orchex: Start Worker");
  await user.answer("2", "How many task bodies");
  await user
    .item("Workers", /this window/)
    .first()
    .waitFor();
  await user
    .item("Dead Jobs", /told to die/)
    .first()
    .waitFor();
  await user
    .item("Runs", /failed/)
    .first()
    .waitFor();
  // The graph has turned with it.
  await graph
    .locator(".react-flow__node", { hasText: "check" })
    .locator('[class*="dead"], [aria-label*="dead"]')
    .first()
    .waitFor();
  await shot("dead");
  expect(await page.locator(".activitybar .badge-content, .pane-header .badge").allInnerTexts()).toContain("1");

  await user.openFile("flow.ts");
  const lens = page.locator(".codelens-decoration", { hasText: "dead · retry" });
  await lens.waitFor();
  await user.replaceLine("told to die", "");
  await page.keyboard.press("Control+S");
  await user
    .item("Workers", /this window/)
    .first()
    .click();
  await page
    .locator(".panel .view-line", { hasText: /loaded\sthe\schanged\scode/ })
    .first()
    .waitFor();
  await shot("reloaded");
  await user.command("View: Toggle Panel Visibility");
  await user.inlineAction(user.item("Dead Jobs", /told to die/).first(), "Retry Job");
  await user
    .item("Runs", /succeeded/)
    .first()
    .waitFor();
  await user.view("Dead Jobs").getByText("No job is dead").waitFor();
  // What stands above the code tells the same.
  await lens.waitFor({ state: "detached" });
  await shot("succeeded");

  // The editor begins to read walkthroughs when the first is opened, and shows one of its own until it has.
  const ours = page.locator(".getting-started-step", { hasText: "Declare a DAG" });
  await until("it is ours", async () => {
    await user.command("Orchex: Get Started");
    return ours.waitFor({ timeout: 5_000 }).then(
      () => true,
      () => false,
    );
  });
  const done = page.locator(".getting-started-step .codicon.complete");
  await done.nth(4).waitFor();
  expect(await page.locator(".getting-started-step").count()).toBe(5);
  await shot("walkthrough");
});
