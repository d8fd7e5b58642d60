import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Client } from "pg";

import { findBinaries } from "../../runtime/dist/embedded/binaries.js";
import { initCluster } from "../../runtime/dist/embedded/initCluster.js";
import { chooseRunAs } from "../../runtime/dist/embedded/runAs.js";
import { embeddedSettings } from "../../runtime/dist/embedded/serverSettings.js";
import { startServer } from "../../runtime/dist/embedded/startServer.js";

const USER = "postgres";
const PASSWORD = "bench";

/**
 * A Postgres of the benchmark's own, with the settings of Orchex's embedded one (fsync and synchronous_commit on), over
 * TCP loopback. Every engine uses this server, each measurement a database of its own.
 */
export async function startPostgres() {
  const runAs = chooseRunAs();
  const home = mkdtempSync(join(tmpdir(), "orchex-bench-postgres-"));
  // The server's user, where it is not this one, walks through this folder.
  chmodSync(home, 0o755);
  const binariesDir = await findBinaries(home, runAs);
  const dataDir = join(home, "cluster", "data");
  await initCluster({ binariesDir, dataDir, user: USER, password: PASSWORD, runAs, durable: false });
  const server = await startServer({ binariesDir, dataDir, settings: embeddedSettings, runAs });
  const urlOf = (database) => `postgres://${USER}:${PASSWORD}@127.0.0.1:${server.port}/${database}`;
  const admin = new Client({ connectionString: urlOf("postgres") });
  await admin.connect();
  const { rows } = await admin.query("show server_version");
  return {
    version: rows[0].server_version,
    pid: server.pid,
    /** An empty database under a name that is used again: the last one of that name is gone. */
    async freshDatabase(name) {
      await admin.query(`drop database if exists ${name} with (force)`);
      await admin.query(`create database ${name}`);
      await admin.query("checkpoint");
      return urlOf(name);
    },
    async dropDatabase(name) {
      await admin.query(`drop database if exists ${name} with (force)`);
    },
    async stop() {
      await admin.end();
      await server.stop("immediate");
      rmSync(home, { recursive: true, force: true });
    },
  };
}
