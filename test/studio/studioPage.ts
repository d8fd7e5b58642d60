import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import type { HostMessage, ViewMessage } from "../../studio/src/messages.ts";
import { themes, type Theme } from "./themes.ts";

const ORIGIN = "http://studio.test";
const DIST = new URL("../../studio/dist/", import.meta.url);
/** Exactly what studio/src/webview.tsx says it needs. */
const POLICY = "default-src 'none'; script-src 'nonce-test'; style-src 'self'; worker-src blob:";

export interface StudioPage {
  readonly page: Page;
  /** Says something to the view, as its host. */
  send(message: HostMessage): Promise<void>;
  /** What the view has said of one kind, oldest first. */
  posted<Type extends ViewMessage["type"]>(type: Type): Promise<readonly Extract<ViewMessage, { type: Type }>[]>;
  /** What broke the content security policy, and every error of the page. */
  readonly faults: readonly string[];
}

/** Opens the built view in a page that is its host and lets it do no more than a webview may. */
export async function openStudio(
  browser: Browser,
  theme: Theme = "plain",
  viewport: { width: number; height: number } = { width: 1280, height: 760 },
): Promise<StudioPage> {
  const context = await browser.newContext({ viewport, colorScheme: theme === "light" ? "light" : "dark" });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(message.text());
  });
  await page.route(`${ORIGIN}/**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === "favicon.ico") return route.fulfill({ status: 204 });
    if (name === "") {
      const headers = { "content-security-policy": POLICY };
      return route.fulfill({ contentType: "text/html", headers, body: html(theme) });
    }
    const contentType = name.endsWith(".css") ? "text/css" : "text/javascript";
    const body = name === "theme.css" ? themes[theme].css : readFileSync(new URL(name, DIST), "utf8");
    return route.fulfill({ contentType, body });
  });
  await page.addInitScript(() => {
    const heard: unknown[] = [];
    Object.assign(window, { heard });
    window.addEventListener("message", ({ data }) => heard.push(data));
  });
  await page.goto(`${ORIGIN}/`);
  const heard = () => page.evaluate(() => (window as unknown as { heard: ViewMessage[] }).heard);
  return {
    page,
    faults,
    send: (message) => page.evaluate((data) => window.postMessage(data, window.location.origin), message),
    posted: async <Type extends ViewMessage["type"]>(type: Type) =>
      (await heard()).filter(
        (message): message is Extract<ViewMessage, { type: Type }> =>
          message.type === type && (message.type !== "export" || "text" in message),
      ),
  };
}

function html(theme: Theme): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Orchex</title>
    <link rel="stylesheet" href="theme.css" />
    <link rel="stylesheet" href="webview.css" />
  </head>
  <body class="${themes[theme].bodyClass}">
    <div id="studio"></div>
    <script nonce="test" src="webview.js"></script>
  </body>
</html>`;
}
