import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { scratchFolder } from "../scratch.ts";
import { until } from "../until.ts";
import { installEditor } from "./installEditor.ts";
import type { ProfileName } from "./profiles.ts";
import { QUIET_SETTINGS } from "./quietSettings.ts";

export interface EditorOptions {
  readonly profile?: ProfileName;
  /** A folder, or a `.code-workspace` file. */
  readonly workspace: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** With it the editor asks for trust as on a desktop, and a folder that nobody trusted opens restricted. */
  readonly workspaceTrust?: boolean;
  /** Extensions that are installed from here, as packed. */
  readonly extensionsDir?: string;
  /** An extension that is run from its folder. */
  readonly extensionDevelopmentPath?: string;
  /** A module whose `run` the extension host calls. */
  readonly extensionTestsPath?: string;
}

/** A running editor, to be opened in a browser. */
export interface EditorServer {
  readonly url: string;
  /** Everything of it that a test may look into, user data and temporary files, in one folder. */
  readonly folder: string;
  log(): string;
  /** What the extension under test has written to its log. */
  extensionLog(): string;
  close(): Promise<void>;
}

/** What an npm or an editor around the tests sets is not the editor's under test; nor is a database of the tester's. */
const NOT_INHERITED = /^(npm_|VSCODE_|VITEST|NODE_OPTIONS|ELECTRON_|ORCHEX_|DATABASE_URL|DB_)/;

/** Starts VS Code on a free port of 127.0.0.1, with user data of its own. */
export async function startEditor(options: EditorOptions): Promise<EditorServer> {
  const { entry, node } = installEditor(options.profile ?? "current");
  const { folder, remove } = scratchFolder("editor");
  const authority = `127.0.0.1:${await freePort()}`;
  const child = spawn(node, [entry, ...argumentsFor(options, folder, authority)], {
    // Its own group: it starts an extension host, which starts others, and all of them end with it.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: environmentFor(options, folder),
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (log += data.toString()));
  const ended = new Promise<true>((resolve) => child.once("exit", () => resolve(true)));
  const close = async () => {
    const signal = (name: NodeJS.Signals) => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, name);
      } catch {
        // Nothing of the group is left.
      }
    };
    signal("SIGTERM");
    await Promise.race([ended, delay(5_000, undefined, { ref: false })]);
    signal("SIGKILL");
    remove();
  };
  try {
    await until("the editor answers", async () => {
      if (child.exitCode !== null) throw new Error("It ended at once");
      return fetch(`http://${authority}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      );
    });
  } catch (cause) {
    await close();
    throw new Error(`code-server did not start:\n${log}`, { cause });
  }
  return {
    url: workbenchUrl(authority, options),
    folder,
    log: () => log,
    extensionLog: () => extensionLog(folder),
    close,
  };
}

function extensionLog(folder: string): string {
  const logs = join(folder, "user", "logs");
  if (!existsSync(logs)) return "";
  return readdirSync(logs, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith("Orchex.log"))
    .map((path) => readFileSync(join(logs, path), "utf8"))
    .join("\n");
}

function argumentsFor(options: EditorOptions, folder: string, authority: string): readonly string[] {
  const userData = join(folder, "user");
  mkdirSync(join(userData, "User"), { recursive: true });
  mkdirSync(join(folder, "tmp"));
  const trust = options.workspaceTrust === true;
  const settings = { ...QUIET_SETTINGS, "security.workspace.trust.enabled": trust, ...options.settings };
  writeFileSync(join(userData, "User", "settings.json"), JSON.stringify(settings, null, 2));
  return [
    "--auth=none",
    `--bind-addr=${authority}`,
    `--config=${join(folder, "config.yaml")}`,
    `--user-data-dir=${userData}`,
    `--extensions-dir=${options.extensionsDir ?? join(folder, "extensions")}`,
    "--disable-telemetry",
    "--disable-update-check",
    "--disable-getting-started-override",
    "--ignore-last-opened",
    ...(trust ? [] : ["--disable-workspace-trust"]),
    // Current VS Code runs an extension from its folder only with this; it silences toasts, so that a packed extension,
    // whose toasts matter, is tested without it.
    ...(options.profile !== "oldest" && options.extensionDevelopmentPath !== undefined
      ? ["--vscode-option", "enable-smoke-test-driver"]
      : []),
  ];
}

function environmentFor(options: EditorOptions, folder: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name));
  const own = join(folder, "tmp");
  return {
    ...Object.fromEntries(inherited),
    TMPDIR: own,
    XDG_RUNTIME_DIR: own,
    XDG_CONFIG_HOME: join(folder, "xdg"),
    XDG_DATA_HOME: join(folder, "xdg"),
    EXTENSIONS_GALLERY: "{}",
    ...options.env,
  };
}

function workbenchUrl(authority: string, options: EditorOptions): string {
  const remote = (path: string) => `vscode-remote://${authority}${encodeURI(path)}`;
  const { workspace, extensionDevelopmentPath, extensionTestsPath } = options;
  const payload = [
    ...(extensionDevelopmentPath === undefined ? [] : [["extensionDevelopmentPath", remote(extensionDevelopmentPath)]]),
    ...(extensionTestsPath === undefined ? [] : [["extensionTestsPath", remote(extensionTestsPath)]]),
    ["skipWelcome", "true"],
    ["skipReleaseNotes", "true"],
  ];
  const url = new URL(`http://${authority}/`);
  url.searchParams.set(workspace.endsWith(".code-workspace") ? "workspace" : "folder", workspace);
  url.searchParams.set("payload", JSON.stringify(payload));
  return url.href;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
