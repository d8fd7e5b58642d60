/** A VS Code to test with, as the npm package `code-server` ships it: server, web workbench, Node extension host. */
export interface Profile {
  readonly codeServer: string;
  /** What `vscode.version` says in it. */
  readonly vscode: string;
  /** The Node it wants: another major than ours is installed beside it, from npm as well. */
  readonly node: string;
  /** Native modules that are built for it; without spdlog output channels stay empty. */
  readonly natives: readonly string[];
  /** Native modules that do not start without having been built. */
  readonly needed: readonly string[];
  /** An older release downloads ripgrep from GitHub; this version of the npm package takes its place. */
  readonly ripgrep?: string;
}

export type ProfileName = "current" | "oldest";

/** `oldest` is the version that `engines.vscode` of the manifest names. */
export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  current: {
    codeServer: "4.139.1",
    vscode: "1.139.1",
    node: "24.21.0",
    natives: ["@vscode/spdlog", "@vscode/native-watchdog"],
    needed: [],
  },
  oldest: {
    codeServer: "4.99.4",
    vscode: "1.99.3",
    node: "20",
    natives: ["@vscode/spdlog", "native-watchdog"],
    needed: ["argon2"],
    ripgrep: "1.18.0",
  },
};
