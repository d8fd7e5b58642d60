import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { run, temporaryHome } from "./cli.ts";

const RUN = fileURLToPath(new URL("../../examples/workflows/run.mjs", import.meta.url));

/** Seventy commands, the largest of them on 1,312 tasks. */
const LONG_MS = 400_000;

const { home, remove } = temporaryHome();
const env = { ORCHEX_HOME: home, ORCHEX_DB_IDLE_SECONDS: "20", PATH: process.env["PATH"], HOME: process.env["HOME"] };

afterAll(async () => {
  await run(["db", "stop"], env);
  remove();
});

test(
  "fourteen real workflows run whole, each job after what it requires and with its results",
  { timeout: LONG_MS },
  async () => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [RUN], { env });
    expect(stderr).toBe("");
    const [, ...rows] = stdout.trim().split("\n");
    const tasks = Object.fromEntries(rows.map((row) => row.split(/\s+/).slice(0, 2)));
    expect(Object.keys(tasks)).toHaveLength(14);
    expect(tasks).toMatchObject({ bwa_chameleon_large_003: "1004", montage_chameleon_2mass_04d_001: "1312" });
  },
);
