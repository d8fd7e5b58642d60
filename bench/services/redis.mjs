import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Redis } from "ioredis";

import { freePort } from "../../runtime/dist/embedded/freePort.js";

/** A Redis of the benchmark's own that writes its log once a second, or undefined when none is installed. */
export async function startRedis() {
  if (spawnSync("redis-server", ["--version"]).status !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "orchex-bench-redis-"));
  const port = await freePort();
  const settings = { port, bind: "127.0.0.1", dir: folder, save: "", appendonly: "yes", appendfsync: "everysec" };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn("redis-server", args, { stdio: "ignore" });
  const url = `redis://127.0.0.1:${port}`;
  // ioredis tries again until the server listens.
  const admin = new Redis(url, { maxRetriesPerRequest: null });
  admin.on("error", () => {});
  const version = /redis_version:(\S+)/.exec(await admin.info("server"))?.[1];
  return {
    version,
    pid: server.pid,
    url,
    clear: () => admin.flushall(),
    async stop() {
      admin.disconnect();
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
