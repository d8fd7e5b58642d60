import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { chromium, type Browser } from "playwright-core";

const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-sync"];

/**
 * Starts a browser for tests of what people see: CHROME_PATH, else one that is installed, else Debian's, which root may
 * install, else the one that Playwright downloads.
 */
export async function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: ARGUMENTS });
}

/** Where that browser is. Installs it when there is none; fails with what to do when that cannot be done. */
export function chromiumPath(): string {
  const given = process.env["CHROME_PATH"];
  if (given !== undefined && given !== "") {
    if (!existsSync(given)) throw new Error(`CHROME_PATH is ${given}, where there is no file.`);
    return given;
  }
  const path = installedPath() ?? (fromDebian() ? installedPath() : undefined) ?? fromPlaywright();
  if (path === undefined) throw new Error("There is no Chromium. Install one, or name one with CHROME_PATH.");
  return path;
}

function installedPath(): string | undefined {
  return INSTALLED.find((path) => existsSync(path));
}

function fromDebian(): boolean {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  const install = () =>
    run("apt-get", ["install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"], {
      DEBIAN_FRONTEND: "noninteractive",
    });
  return install() || (run("apt-get", ["update"]) && install());
}

function fromPlaywright(): string | undefined {
  const path = chromium.executablePath();
  if (existsSync(path)) return path;
  const cli = join(dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")), "cli.js");
  run(process.execPath, [cli, "install", "chromium"]);
  return existsSync(path) ? path : undefined;
}

function run(
  command: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): boolean {
  const { status } = spawnSync(command, parameters, { stdio: "ignore", env: { ...process.env, ...environment } });
  return status === 0;
}
