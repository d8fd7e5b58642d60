import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { scratchFolder } from "../support/scratch.ts";
import { seriousViolations } from "../support/seriousViolations.ts";
import { until } from "../support/until.ts";
import { installVsix } from "../support/vscode/installVsix.ts";
import { openWorkbench, type Workbench } from "../support/vscode/workbench.ts";
import { WorkbenchPage } from "../support/vscode/workbenchPage.ts";

const ROOT = join(import.meta.dirname, "../..");
const SHOTS = join(ROOT, "test-results/graph");
const MONTAGE = "montage_chameleon_2mass_04d_001";

const { folder, remove } = scratchFolder("graph");
const workspace = join(folder, "workspace");
let extensionsDir: string;
let workbench: Workbench;
let user: WorkbenchPage;

interface Task {
  readonly name: string;
  readonly requires: readonly string[];
}

/** A module that declares a DAG whose tasks do nothing. */
function moduleOf(dag: string, tasks: readonly Task[]): string {
  const lines = tasks.map(
    ({ name, requires }) => `dag.task(${JSON.stringify(name)}, { requires: ${JSON.stringify(requires)} }, () => 0);`,
  );
  return ['import { Dag } from "orchex";', `export const dag = new Dag(${JSON.stringify(dag)});`, ...lines, ""].join(
    "\n",
  );
}

/** A circle, a typing mistake, and tasks that are sound. */
const knots: readonly Task[] = [
  { name: "fetch", requires: [] },
  { name: "clean", requires: ["fetch", "report"] },
  { name: "report", requires: ["clean"] },
  { name: "notify", requires: ["repotr"] },
];

function montage(): readonly Task[] {
  const file = join(ROOT, `examples/workflows/instances/${MONTAGE}.json`);
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly tasks: readonly Task[] }).tasks;
}

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  const vsix = join(folder, "orchex.vsix");
  execFileSync(process.execPath, [join(ROOT, "scripts/package-extension.mjs"), "--out", vsix]);
  mkdirSync(workspace);
  writeFileSync(join(workspace, "package.json"), JSON.stringify({ private: true, type: "module" }));
  writeFileSync(join(workspace, "knots.ts"), moduleOf("knots", knots));
  writeFileSync(join(workspace, "montage.ts"), moduleOf("montage", montage()));
  extensionsDir = installVsix(vsix, folder);
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await workbench.page.screenshot({ path: join(SHOTS, "failed.png") });
  await workbench.close();
});

afterAll(remove);

async function openIn(theme: string): Promise<void> {
  const settings = { "workbench.colorTheme": theme };
  workbench = await openWorkbench({ workspace, extensionsDir, settings, env: { NODE_PATH: "" } });
  workbench.page.setDefaultTimeout(60_000);
  user = new WorkbenchPage(workbench.page);
}

/** The frame of the webview that is in sight. */
async function frameOfGraph(): Promise<Frame> {
  const body = await user.webview().locator("#studio").elementHandle();
  const frame = await body?.ownerFrame();
  if (frame === null || frame === undefined) throw new Error("The graph is in no frame.");
  return frame;
}

async function showGraph(file: string): Promise<void> {
  await user.openFile(file);
  // The language server has read the file.
  await workbench.page
    .locator(".codelens-decoration", { hasText: /\d+ tasks/ })
    .first()
    .waitFor();
  await user.command("Orchex: Show Graph");
  await user.webview().locator(".canvas").waitFor();
}

test.each([
  ["Dark Modern", "vscode-dark"],
  ["Light Modern", "vscode-light"],
  ["Default High Contrast", "vscode-high-contrast"],
])("axe finds nothing serious in the panel in %s, as picture or as text", async (theme, bodyClass) => {
  await openIn(theme);
  const { page } = workbench;
  await showGraph("knots.ts");
  const graph = user.webview();
  await graph.locator(`body.${bodyClass} .task[data-task="notify"]`).waitFor();
  await graph.locator('.task[data-task="clean"]').click();
  // A click goes to the code where it is open, and leaves the graph in sight.
  await page.locator(".statusbar-item", { hasText: "Ln 4, Col 1" }).waitFor();
  await graph.locator(".details h2").waitFor();
  expect(await page.locator('.tab[data-resource-name="knots.ts"]').count()).toBe(1);
  await page.screenshot({ path: join(SHOTS, `${bodyClass}.png`) });
  const frame = await frameOfGraph();
  expect(await seriousViolations(frame)).toEqual([]);
  await graph.getByRole("button", { name: "Show as text (T)" }).click();
  await graph.locator(".twin:not(.unseen)").waitFor();
  expect(await seriousViolations(frame)).toEqual([]);
});

test("a DAG of a thousand tasks opens and is drawn whole, and the extension goes on answering", async () => {
  await openIn("Dark Modern");
  const { page } = workbench;
  const tasks = montage();
  await showGraph("montage.ts");
  const graph = user.webview();
  const frame = await frameOfGraph();
  const painted = () => frame.locator(".backdrop[data-tasks]").getAttribute("data-tasks");
  await until("all of it is painted", async () => (await painted()) === String(tasks.length));
  await page.screenshot({ path: join(SHOTS, "montage.png") });
  // From the cursor through the extension to the panel: whoever is busy laying a graph out would not pass it on.
  const last = tasks.at(-1)?.name ?? "";
  await user.openFile("montage.ts");
  await page.keyboard.press("Control+End");
  await page.keyboard.press("ArrowUp");
  await graph.locator(`.task.current[data-task="${last}"]`).waitFor();
  await page.screenshot({ path: join(SHOTS, "montage-near.png") });
});
