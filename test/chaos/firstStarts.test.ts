import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FIXTURES } from "../support/fixture.ts";
import { scene } from "../support/scene.ts";
import { testLedger } from "../support/testLedger.ts";
import { until } from "../support/until.ts";

const PROGRAM = fileURLToPath(new URL("../support/firstStart.mjs", import.meta.url));

test("twenty processes that start at once on a fresh database see no error and make one ledger", async () => {
  const ledger = await testLedger({ migrated: false });
  const { folder, open } = scene();
  const told = { database: ledger.options, cwd: FIXTURES, address: "flows.ts:etl", gate: join(folder, "go") };
  let ready = 0;
  const starting = Array.from({ length: 20 }, async () => {
    const child = spawn(process.execPath, [PROGRAM], {
      env: { PATH: process.env["PATH"], TEST_START: JSON.stringify(told) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (output === "") ready += 1;
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    const code = await new Promise((resolve) => child.once("close", resolve));
    return { code, errors, answer: JSON.parse(output.split("\n")[1] || "null") as { migrated: number } | null };
  });
  await until("all stand at the start", () => ready === 20);
  open("go");
  const ended = await Promise.all(starting);
  expect(ended.map(({ code, errors }) => ({ code, errors }))).toEqual(
    Array.from({ length: 20 }, () => ({ code: 0, errors: "" })),
  );
  expect(ended.filter(({ answer }) => (answer?.migrated ?? 0) > 0)).toHaveLength(1);
  expect(await ledger.listSnapshots("etl")).toMatchObject([{ active: true }]);
  await ledger.checkSchema();
});
