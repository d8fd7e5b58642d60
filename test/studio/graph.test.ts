import { mkdirSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startChromium } from "../support/chromium.ts";
import { seriousViolations } from "../support/seriousViolations.ts";
import { until } from "../support/until.ts";
import { declared, done, graphMessage, halfway, job, montage, NOW, orders, RUN, runMessage } from "./scenes.ts";
import { openStudio, type StudioPage } from "./studioPage.ts";
import type { Theme } from "./themes.ts";

const SHOTS = "test-results/studio";
let browser: Browser;

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await startChromium();
});
afterAll(() => browser?.close());

/** Opens a view, shows `orders` in it, and closes it; whatever broke the policy or threw fails the test. */
async function withOrders(judge: (studio: StudioPage) => Promise<void>, theme: Theme = "dark"): Promise<void> {
  const studio = await openStudio(browser, theme);
  try {
    await studio.send(graphMessage(declared(orders)));
    await studio.page.waitForSelector('[data-task="notify"]');
    await judge(studio);
    expect(studio.faults).toEqual([]);
  } finally {
    await studio.page.context().close();
  }
}

/** A task's node, by its name. */
const node = ({ page }: StudioPage, task: string) => page.locator(`button[data-task="${task}"]`);
const layouts = ({ page }: StudioPage) => page.evaluate(() => performance.getEntriesByName("orchex:layout").length);

test("it says that it is ready, draws every task, and breaks no content security policy", () =>
  withOrders(async (studio) => {
    expect(await studio.posted("ready")).toHaveLength(1);
    expect(await studio.page.locator(".task").count()).toBe(Object.keys(orders).length);
    expect(await studio.page.locator("h1").textContent()).toBe("daily_orders");
  }));

test("a click on a task asks the host for its code", () =>
  withOrders(async (studio) => {
    await node(studio, "join_orders").click();
    const [reveal] = await until("a reveal is posted", async () => {
      const posted = await studio.posted("reveal");
      return posted.length > 0 ? posted : null;
    });
    expect(reveal).toMatchObject({
      dag: "daily_orders",
      task: "join_orders",
      location: { file: "/project/orders.ts" },
    });
    expect(await studio.page.locator(".details h2").textContent()).toBe("join_orders");
  }));

test("a run turns the nodes: status, duration and attempts, in shape and words and not in colour alone", () =>
  withOrders(async (studio) => {
    await studio.send(halfway());
    await studio.page.waitForSelector('.status-processing[data-task="score_fraud"]');
    expect(await node(studio, "deduplicate").locator(".unseen").textContent()).toBe(
      "deduplicate, succeeded, 3.2 s, 2 attempts, on the critical path",
    );
    const shapes = await studio.page.$$eval(".task .icon.status", (icons) =>
      icons.map((icon) => [icon.closest(".task")?.className.match(/status-\w+/)?.[0], icon.innerHTML]),
    );
    const byStatus = new Map(shapes.map(([status, shape]) => [status, shape]));
    expect(new Set(byStatus.values()).size).toBe(byStatus.size);
    expect(await studio.page.locator(".edge-critical").getAttribute("d")).toMatch(/^M/);
    expect(await studio.page.locator(".run").textContent()).toContain("critical path");
  }));

test("a job that moves draws its node anew and no other, and lays nothing out", () =>
  withOrders(async (studio) => {
    await studio.send(runMessage(Object.keys(orders).map((task) => job(task, "pending"))));
    await studio.page.waitForSelector(".status-pending.task");
    const before = await layouts(studio);
    await studio.page.evaluate(() => {
      const touched = new Set<string>();
      Object.assign(window, { touched });
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          const task = (target instanceof Element ? target : target.parentElement)?.closest(".task, .react-flow__node");
          if (task !== null && task !== undefined) touched.add(task.getAttribute("data-task") ?? "a wrapper");
        }
      }).observe(document.querySelector(".canvas") ?? document.body, {
        subtree: true,
        childList: true,
        attributes: true,
      });
    });
    const state = { run: RUN, status: "running", startedAt: NOW, finishedAt: null } as const;
    await studio.send({
      type: "jobs",
      run: state,
      jobs: [job("fetch_orders", "processing", { attempts: 1 })],
      now: NOW,
    });
    await studio.page.waitForSelector('.status-processing[data-task="fetch_orders"]');
    expect(await studio.page.evaluate(() => [...(window as unknown as { touched: Set<string> }).touched])).toEqual([
      "fetch_orders",
    ]);
    expect(await layouts(studio)).toBe(before);
  }));

test("a new problem lays nothing out; a new edge does", () =>
  withOrders(async (studio) => {
    const before = await layouts(studio);
    const { graph } = graphMessage(declared({ ...orders, notify: [...(orders["notify"] ?? []), "nowhere"] }));
    const sameTasks = graph.tasks.map((task) => ({ ...task, requires: orders[task.name] ?? [] }));
    await studio.send({ type: "graph", graph: { ...graph, tasks: sameTasks } });
    await studio.page.waitForSelector('.wrong[data-task="notify"]');
    expect(await layouts(studio)).toBe(before);
    await studio.send(graphMessage(declared({ ...orders, archive: ["notify"] })));
    await studio.page.waitForSelector('[data-task="archive"]');
    expect(await layouts(studio)).toBe(before + 1);
  }));

test("drift and a cycle are marked", () =>
  withOrders(async (studio) => {
    const { fetch_rates: _gone, ...rest } = orders;
    const code = declared({
      ...rest,
      load_rates: [],
      convert_currency: ["deduplicate", "load_rates"],
      validate_orders: ["fetch_orders", "join_orders"],
    });
    await studio.send(graphMessage(code, declared(orders)));
    await studio.page.waitForSelector('.drift-removed[data-task="fetch_rates"]');
    expect(await node(studio, "load_rates").locator(".mark").textContent()).toBe("A");
    expect(await node(studio, "convert_currency").locator(".mark").textContent()).toBe("M");
    expect((await studio.page.locator(".edges .edge-cycle").getAttribute("d"))?.match(/M/g)).toHaveLength(4);
    expect((await studio.page.locator(".edges .edge-removed").getAttribute("d"))?.match(/M/g)).toHaveLength(1);
    await studio.page.screenshot({ path: `${SHOTS}/drift.png` });
  }));

test("a search goes by keys alone: / types, arrows choose, Enter goes there, Escape ends it", () =>
  withOrders(async (studio) => {
    const { page } = studio;
    await page.keyboard.press("/");
    await page.keyboard.type("load");
    expect(await page.getByRole("option").allTextContents()).toEqual(["load_warehouse"]);
    await page.keyboard.press("Control+A");
    await page.keyboard.type("invoice");
    expect(await page.getByRole("option", { selected: true }).textContent()).toBe("build_invoices");
    await page.keyboard.press("ArrowDown");
    expect(await page.getByRole("option", { selected: true }).textContent()).toBe("send_invoices");
    expect(await node(studio, "notify").getAttribute("class")).toContain("dimmed");
    await page.keyboard.press("Enter");
    await page.waitForSelector('button[data-task="send_invoices"]:focus');
    expect(await page.locator(".dimmed").count()).toBe(0);
    await page.keyboard.press("/");
    await page.keyboard.type("x");
    await page.keyboard.press("Escape");
    expect(await page.getByRole("combobox").inputValue()).toBe("");
  }));

test("arrow keys go along the edges, Enter opens the code and J the job", () =>
  withOrders(async (studio) => {
    const { page } = studio;
    await studio.send(halfway());
    await node(studio, "join_orders").focus();
    await page.keyboard.press("ArrowLeft");
    await page.waitForSelector('button[data-task="convert_currency"]:focus');
    await page.keyboard.press("ArrowDown");
    await page.waitForSelector('button[data-task="enrich_customers"]:focus');
    await page.keyboard.press("ArrowRight");
    await page.waitForSelector('button[data-task="join_orders"]:focus');
    await page.keyboard.press("Enter");
    await page.keyboard.press("j");
    const posted = await until("the job is asked for", async () => {
      const jobs = await studio.posted("openJob");
      return jobs.length > 0 ? jobs : null;
    });
    expect(posted).toMatchObject([{ run: RUN, task: "join_orders" }]);
    expect((await studio.posted("reveal")).map(({ task }) => task)).toEqual(["join_orders"]);
    expect(await page.locator('.task[tabindex="0"]').count()).toBe(1);
  }));

test("upstream, downstream and the neighbourhood show just that, and W shows the whole again", () =>
  withOrders(async (studio) => {
    const { page } = studio;
    const shown = async (tasks: readonly string[]) => {
      const names = () => page.$$eval(".task", (nodes) => nodes.map((one) => one.getAttribute("data-task") ?? ""));
      await until(
        `just ${tasks.join(", ")} are shown`,
        async () => (await names()).sort().join() === tasks.toSorted().join(),
      );
    };
    await node(studio, "score_fraud").focus();
    await page.keyboard.press("d");
    await shown(["score_fraud", "build_invoices", "refresh_dashboard", "send_invoices", "notify"]);
    await node(studio, "build_invoices").focus();
    await page.keyboard.press("n");
    await shown([
      "build_invoices",
      "join_orders",
      "score_fraud",
      "convert_currency",
      "enrich_customers",
      "send_invoices",
      "notify",
    ]);
    await page.keyboard.press("w");
    await shown(Object.keys(orders));
    await node(studio, "enrich_customers").focus();
    await page.keyboard.press("u");
    await shown(["enrich_customers", "fetch_customers"]);
  }));

test("it follows the cursor in the editor", () =>
  withOrders(async (studio) => {
    await studio.send({ type: "selection", task: "deduplicate" });
    await studio.page.waitForSelector('.current[data-task="deduplicate"]');
    expect(await studio.posted("reveal")).toEqual([]);
  }));

test("the exports are documents of their own, on the host's wish too", () =>
  withOrders(async (studio) => {
    await studio.send(halfway());
    await studio.page.waitForSelector(".status-succeeded.task");
    await studio.page.getByRole("button", { name: "Export as SVG" }).click();
    await studio.send({ type: "export", format: "mermaid" });
    const exports = await until("both are there", async () => {
      const posted = await studio.posted("export");
      return posted.length === 2 ? posted : null;
    });
    const text = (format: string) => exports.find((one) => one.format === format)?.text ?? "";
    expect(text("mermaid")).toContain("flowchart TD");
    expect(text("svg").match(/<path d="M/g)?.length).toBeGreaterThan(Object.keys(orders).length);
    expect(text("svg")).not.toContain("var(");
    const image = await browser.newPage({ viewport: { width: 1600, height: 420 } });
    await image.setContent(text("svg"));
    await image.screenshot({ path: `${SHOTS}/export.png` });
    await image.close();
  }));

test("the text twin has every task, is there for screen readers from the start, and takes the picture's place on T", () =>
  withOrders(async (studio) => {
    const { page } = studio;
    await studio.send(halfway());
    const row = page.getByRole("row", { name: /^deduplicate/ });
    await row.waitFor();
    await until("the row has its status", async () => (await row.textContent())?.includes("succeeded"));
    expect(await row.textContent()).toContain("validate_orders");
    expect(await page.locator(".twin.unseen button:not([tabindex='-1'])").count()).toBe(0);
    await node(studio, "join_orders").focus();
    await page.keyboard.press("t");
    await page.waitForSelector(".twin:not(.unseen)");
    expect(await page.locator(".canvas").count()).toBe(0);
    expect(await page.getByRole("rowheader", { name: "Wave 1, 3 tasks" }).count()).toBe(1);
    await page.screenshot({ path: `${SHOTS}/text.png` });
    await page.getByRole("button", { name: "build_invoices", exact: true }).first().click();
    await until("its code is asked for", async () => (await studio.posted("reveal")).at(-1)?.task === "build_invoices");
  }));

describe.each(["plain", "light", "dark", "high-contrast"] as const)("in the theme %s", (theme) => {
  test("axe finds nothing serious, in the picture or in the text", () =>
    withOrders(async (studio) => {
      const { page } = studio;
      await studio.send(halfway());
      await page.waitForSelector(".status-succeeded.task");
      await page.screenshot({ path: `${SHOTS}/run-${theme}.png` });
      await studio.send({ type: "selection", task: "forecast_demand" });
      await page.waitForSelector(".details .error");
      expect(await seriousViolations(page)).toEqual([]);
      await page.screenshot({ path: `${SHOTS}/details-${theme}.png` });
      await page.getByRole("button", { name: "Show as text (T)" }).click();
      expect(await seriousViolations(page)).toEqual([]);
    }, theme));
});

/** How many tasks the painted picture says are on it; null while tasks are elements. */
const painted = ({ page }: StudioPage) =>
  page.evaluate(() => document.querySelector<HTMLElement>(".backdrop")?.dataset["tasks"] ?? null);

/** How many pixels of the painted picture have very nearly a colour. */
const pixelsOf = ({ page }: StudioPage, [red, green, blue]: readonly [number, number, number]) =>
  page.evaluate(
    ([red, green, blue]) => {
      const canvas = document.querySelector<HTMLCanvasElement>(".backdrop");
      if (canvas === null) return 0;
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
      copy?.drawImage(canvas, 0, 0);
      const { data } = copy?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      let found = 0;
      for (let at = 0; at < data.length; at += 4) {
        const off = [red, green, blue].reduce(
          (sum, value, index) => sum + Math.abs(value - (data[at + index] ?? 0)),
          0,
        );
        if (off < 12 && data[at + 3] === 255) found += 1;
      }
      return found;
    },
    [red, green, blue] as const,
  );

/** 70 % of the dark theme's green over its background. */
const SUCCEEDED = [105, 156, 102] as const;

test("a graph of a thousand tasks shows a neighbourhood first, then all of it, laid out once each and never again", async () => {
  const studio = await openStudio(browser, "dark");
  const { page } = studio;
  const dag = montage();
  await studio.send(graphMessage(dag));
  await page.waitForSelector('[data-task="mProject_ID0000001"]');
  expect(await page.locator(".task").count()).toBeLessThanOrEqual(80);
  await until("all tasks are painted", async () => (await painted(studio)) === String(dag.tasks.length));
  expect(await page.locator(".task").count()).toBe(0);
  expect(await layouts(studio)).toBe(2);
  expect(await pixelsOf(studio, SUCCEEDED)).toBe(0);
  const names = dag.tasks.map(({ name }) => name ?? "");
  await studio.send(
    runMessage(names.map((name, index) => (index < 900 ? done(name, 0, (index % 9) + 1) : job(name, "pending")))),
  );
  await until("the run is laid over", async () => (await pixelsOf(studio, SUCCEEDED)) > 40_000);
  await page.screenshot({ path: `${SHOTS}/montage.png` });
  await studio.send({ type: "selection", task: "mConcatFit_ID0000810" });
  await page.waitForSelector('.current[data-task="mConcatFit_ID0000810"]');
  await page.screenshot({ path: `${SHOTS}/montage-near.png` });
  expect(await layouts(studio)).toBe(2);
  expect(studio.faults).toEqual([]);
  await page.context().close();
});

test("painted tasks are named under the mouse, gone to by a click and by the keyboard, found, and there as text", async () => {
  const studio = await openStudio(browser, "dark");
  const { page } = studio;
  const dag = montage();
  const [first] = dag.tasks;
  await studio.send(graphMessage(dag));
  await until("all tasks are painted", async () => (await painted(studio)) === String(dag.tasks.length));
  const box = await page.locator(".react-flow__pane").boundingBox();
  if (box === null) throw new Error("There is no pane.");
  const label = page.locator(".far-label");
  const under = await until("a task is under the mouse", async () => {
    for (let y = box.y + box.height / 2; y < box.y + box.height; y += 3) {
      await page.mouse.move(box.x + box.width * 0.4, y);
      if (await label.isVisible()) return await label.textContent();
    }
    return null;
  });
  expect(dag.tasks.map(({ name }) => name)).toContain(under);
  await page.mouse.down();
  await page.mouse.up();
  await page.waitForSelector(`.current[data-task="${under}"]:focus`);
  expect(await label.isVisible()).toBe(false);

  await page.keyboard.press("f");
  await until("all tasks are painted again", async () => (await painted(studio)) !== null);
  await page.locator(".canvas").focus();
  await page.keyboard.press("Home");
  await page.waitForSelector(`.current[data-task="${first?.name}"]:focus`);

  await page.keyboard.press("f");
  await until("all tasks are painted once more", async () => (await painted(studio)) !== null);
  await page.keyboard.press("/");
  await page.keyboard.type("mAdd_");
  await page.keyboard.press("Enter");
  await page.waitForSelector('.current[data-task^="mAdd_"]:focus');

  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  expect(nodes.filter(({ role }) => role?.value === "row").length).toBeGreaterThan(dag.tasks.length);
  expect(studio.faults).toEqual([]);
  await page.context().close();
});
