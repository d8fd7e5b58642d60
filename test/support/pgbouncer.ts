import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { freePort } from "../../runtime/dist/embedded/freePort.js";
import { chooseRunAs } from "../../runtime/dist/embedded/runAs.js";
import { scratchFolder } from "./scratch.ts";
import { until } from "./until.ts";

const PLACES = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/opt/homebrew/bin/pgbouncer", "/usr/local/bin/pgbouncer"];

export type Found = { readonly path: string } | { readonly reason: string };

/** The program, installed first where this process may do that; else why there is none. */
export function findPgbouncer(): Found {
  const found = PLACES.find((path) => existsSync(path));
  if (found !== undefined) return { path: found };
  if (process.getuid?.() !== 0) return { reason: "pgbouncer is not installed, and only root could install it" };
  if (!existsSync("/usr/bin/apt-get")) return { reason: "pgbouncer is not installed, and there is no apt-get" };
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    for (const args of [["update"], ["install", "--yes", "--no-install-recommends", "pgbouncer"]])
      execFileSync("/usr/bin/apt-get", ["--quiet", ...args], { env, stdio: "ignore", timeout: 100_000 });
  } catch (error) {
    return { reason: `pgbouncer could not be installed: ${error instanceof Error ? error.message : String(error)}` };
  }
  const installed = PLACES.find((path) => existsSync(path));
  return installed === undefined ? { reason: "apt-get installed no pgbouncer" } : { path: installed };
}

/** A pooler in transaction mode before a database; fewer server connections than its clients have. */
export async function startPgbouncer(
  path: string,
  databaseUrl: string,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const { folder, remove } = scratchFolder("pgbouncer");
  const listenPort = await freePort();
  const config = join(folder, "pgbouncer.ini");
  writeFileSync(
    config,
    `[databases]
pooled = host=${hostname} port=${port} dbname=${pathname.slice(1)} user=${username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 5
max_client_conn = 500
server_login_retry = 1
`,
    { mode: 0o600 },
  );
  // Like Postgres it refuses to be root.
  const runAs = chooseRunAs();
  if (runAs !== undefined) chownSync(config, runAs.uid, runAs.gid);
  const child = spawn(path, ["-q", config], { ...runAs, cwd: "/", stdio: "ignore" });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = `postgresql://anybody@127.0.0.1:${listenPort}/pooled`;
  await until("the pooler answers", async () => {
    const client = new Client({ connectionString: url });
    client.on("error", () => {});
    return await client.connect().then(
      async () => {
        await client.end();
        return true;
      },
      () => false,
    );
  });
  return {
    url,
    stop: async () => {
      child.kill("SIGKILL");
      await exited;
      remove();
    },
  };
}
