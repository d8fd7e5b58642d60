// How long the graph view takes, in the browser, from the host's message to the picture: `node bench/studio.mjs`, after
// `npm run build` in the root. Milliseconds are the machine's; what is promised is two hops within 200 ms and the whole
// of Montage (1,312 tasks, 3,540 edges) within 3 s.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const root = new URL("../", import.meta.url);
const { chromium } = createRequire(new URL("package.json", root))("playwright-core");
const executablePath = [process.env.CHROME_PATH, "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (path) => path !== undefined && existsSync(path),
);
const rounds = Number(process.argv[2] ?? 3);
const instances = new URL("examples/workflows/instances/", root);

const graphOf = (file) => {
  const { name, tasks } = JSON.parse(readFileSync(new URL(file, instances), "utf8"));
  const located = tasks.map(({ name: task, requires }) => ({ name: task, requires, location: null }));
  return { dag: name, version: null, tasks: located, problems: [], drift: [] };
};

/** Runs in the page: sends the graph, and says when the first and when every task was drawn, and how fluid it is then. */
async function measure(graph) {
  const send = (message) => window.postMessage(message, window.location.origin);
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const elapsed = async (holds) => {
    const start = performance.now();
    while (!holds() && performance.now() - start < 20_000) await frame();
    return performance.now() - start;
  };
  const count = () => document.querySelectorAll(".task").length;
  const start = performance.now();
  send({ type: "graph", graph });
  await elapsed(() => count() > 0);
  const first = performance.now() - start;
  const shownFirst = count();
  await elapsed(() => count() >= graph.tasks.length);
  await frame();
  const whole = performance.now() - start;

  const now = new Date().toISOString();
  const jobOf = ({ name }, status) => ({
    task: name,
    status,
    attempts: 1,
    startedAt: now,
    finishedAt: status === "processing" ? null : now,
    error: null,
  });
  const run = { run: "r", status: "running", startedAt: now, finishedAt: null };
  send({ type: "run", run: { ...run, jobs: graph.tasks.map((task) => jobOf(task, "processing")) }, now });
  await elapsed(() => document.querySelectorAll(".status-processing.task").length === graph.tasks.length);
  const frames = [];
  for (let at = 0; at < graph.tasks.length; at += Math.ceil(graph.tasks.length / 40)) {
    const jobs = graph.tasks.slice(at, at + 10).map((task) => jobOf(task, "succeeded"));
    const before = performance.now();
    send({ type: "jobs", run, jobs, now });
    await frame();
    await frame();
    frames.push(performance.now() - before);
  }
  frames.sort((a, b) => a - b);

  const pane = document.querySelector(".react-flow__pane");
  const box = pane.getBoundingClientRect();
  const zooms = [];
  for (let step = 0; step < 40; step++) {
    const before = performance.now();
    pane.dispatchEvent(
      new WheelEvent("wheel", {
        deltaY: step < 20 ? -60 : 60,
        clientX: box.x + box.width / 2,
        clientY: box.y + box.height / 2,
        bubbles: true,
        cancelable: true,
      }),
    );
    await frame();
    zooms.push(performance.now() - before);
  }
  zooms.sort((a, b) => a - b);
  const layouts = performance.getEntriesByName("orchex:layout").length;
  return {
    first,
    shownFirst,
    whole,
    update: frames[frames.length >> 1],
    zoom: zooms[Math.floor(zooms.length * 0.9)],
    layouts,
  };
}

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const html = `<!doctype html><link rel="stylesheet" href="webview.css"><div id="studio"></div><script src="webview.js"></script>`;
console.log(
  "| workflow | tasks | first look | tasks in it | whole | 10 jobs move (2 frames) | zoom step (p90) | layouts |",
);
console.log("| --- | --- | --- | --- | --- | --- | --- | --- |");
for (const file of readdirSync(instances).filter((name) => name.endsWith(".json"))) {
  const graph = graphOf(file);
  if (process.argv[3] !== undefined && !file.includes(process.argv[3])) continue;
  const found = [];
  for (let round = 0; round < rounds; round++) {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.route("http://studio.test/**", (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      if (name === "") return route.fulfill({ contentType: "text/html", body: html });
      if (!name.startsWith("webview.")) return route.fulfill({ status: 404 });
      return route.fulfill({
        contentType: name.endsWith("css") ? "text/css" : "text/javascript",
        body: readFileSync(new URL(`studio/dist/${name}`, root)),
      });
    });
    await page.goto("http://studio.test/");
    found.push(await page.evaluate(measure, graph));
    await page.close();
  }
  const middle = found.length >> 1;
  const median = (key) =>
    found
      .map((one) => one[key])
      .toSorted((a, b) => a - b)
      .at(middle)
      .toFixed(0);
  console.log(
    `| ${graph.dag} | ${graph.tasks.length} | ${median("first")} ms | ${median("shownFirst")} | ${median("whole")} ms | ${median("update")} ms | ${median("zoom")} ms | ${median("layouts")} |`,
  );
}
await browser.close();
