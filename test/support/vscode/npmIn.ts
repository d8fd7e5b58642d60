import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

export interface NpmOptions {
  /** A failure is told on stderr and changes nothing else. */
  readonly optional?: boolean;
}

/** Runs npm in a folder of the tests' own, untouched by the configuration of an npm that runs the tests. */
export function npmIn(folder: string, argv: readonly string[], { optional = false }: NpmOptions = {}): void {
  const { status, stdout, stderr } = spawnSync("npm", [...argv, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...localHeaders(), ...ownEnvironment() },
  });
  if (status === 0) return;
  const message = `npm ${argv.join(" ")} in ${folder} failed (${status ?? "killed"})\n${stdout}\n${stderr}`;
  if (!optional) throw new Error(message);
  process.stderr.write(`${message.split("\n").slice(-8).join("\n")}\n`);
}

const KEPT = /^npm_config_(registry|cache|userconfig|globalconfig|nodedir)$/i;

function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || KEPT.test(name)));
}

/** node-gyp would download Node's headers: those that lie beside this Node serve every later one, through N-API. */
function localHeaders(): NodeJS.ProcessEnv {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  if (!existsSync(join(prefix, "include", "node", "node_api.h"))) return {};
  return { npm_config_nodedir: prefix, npm_package_config_node_gyp_nodedir: prefix };
}
