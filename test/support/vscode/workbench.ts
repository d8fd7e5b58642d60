import { chromium, type Browser, type Page } from "playwright-core";
import { chromiumPath } from "../chromium.ts";
import { startEditor, type EditorOptions, type EditorServer } from "./editorServer.ts";

/** An editor in a browser window. */
export interface Workbench {
  readonly server: EditorServer;
  readonly page: Page;
  /** What the extension host wrote to its console. */
  readonly hostLog: readonly string[];
  /** Resolves to the exit code of a suite that ran in the extension host. */
  readonly exited: Promise<number>;
  close(): Promise<void>;
}

const CHROMIUM_ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** Starts an editor and opens it in headless Chromium. */
export async function openWorkbench(options: EditorOptions): Promise<Workbench> {
  const server = await startEditor(options);
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    await server.close();
  };
  try {
    browser = await chromium.launch({ executablePath: chromiumPath(), headless: true, args: CHROMIUM_ARGUMENTS });
    const page = await browser.newPage({
      viewport: { width: 1400, height: 900 },
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const hostLog: string[] = [];
    // VS Code's own integration tests in a browser listen to these two.
    await page.exposeFunction("codeAutomationLog", (_type: string, words: readonly unknown[]) =>
      hostLog.push(words.map(String).join(" ")),
    );
    let exit: (code: number) => void = () => {};
    const exited = new Promise<number>((resolve) => (exit = resolve));
    await page.exposeFunction("codeAutomationExit", (code: number) => exit(code));
    await page.goto(server.url);
    await page.waitForSelector(".monaco-workbench .part.statusbar", { timeout: 60_000 });
    return { server, page, hostLog, exited, close };
  } catch (error) {
    await close();
    throw error;
  }
}
