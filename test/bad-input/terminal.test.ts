import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAnswer, RAW } from "./badCase.ts";
import { badLedger, type BadLedger } from "./badLedger.ts";
import { cliInProcess } from "./cliInProcess.ts";
import { caseFolders } from "./folders.ts";

/** What an attacker, or a careless program, may have put into a name or a text: it must reach no terminal as it is. */
const EVIL: readonly (readonly [name: string, text: string])[] = [
  ["a colour", "\u001b[31mred"],
  ["a cleared screen", "\u001b[2J\u001b[H"],
  ["a link", "\u001b]8;;http://evil\u0007here\u001b]8;;\u0007"],
  ["a title", "\u001b]0;title\u0007"],
  ["a clipboard", "\u001b]52;c;ZXZpbA==\u0007"],
  ["C1", "\u009b31m\u009d0;x\u009c"],
  ["a carriage return", "all is well\rerror"],
  ["backspaces", "evil\b\b\b\bgood"],
  ["a line of its own", "a\nerror: forged\n"],
  ["bells and deletes", "\u0007\u007f\u000b\u000c"],
  ["a text turned around", "\u202egnp.exe\u2066x\u2069\u200f\u061c"],
  ["line separators", "a\u2028b\u2029c"],
];

let ledger: BadLedger;
const { make, remove } = caseFolders();
beforeAll(async () => {
  ledger = await badLedger();
});
afterAll(async () => {
  remove();
  await ledger.drop();
});

describe("what stands in the ledger is shown so that no terminal obeys it: ", () => {
  const commands = (runId: string) => [
    ["runs", "--all"],
    ["report", runId],
    ["queue-depth"],
    ["failures", "--all"],
    ["stale-locks", "--all"],
    ["workers"],
    ["snapshot", "--list"],
    ["runs", "--dag=nobody"],
    ["retry-dead", "--task=nobody"],
    ["workers", "stop", "nobody"],
  ];
  // Wherever a text comes from somebody; 3 is failed.
  const WRITE = [
    "update orchex.dags set name = $1",
    "update orchex.snapshot_tasks set name = $1 where task_no = 0",
    "update orchex.runs set inputs = json_build_object($1::text, $1::text), metadata = to_json($1::text), error = $1",
    `update orchex.jobs set status = case task_no when 0 then 2 else 3 end, result = to_json($1::text), error = $1,
       started_at = now(), finished_at = now()`,
    "delete from orchex.workers where $1 <> ''",
    `insert into orchex.workers (name, host, pid, concurrency, dag_ids, registry, low_token, loaded_at, started_at,
       heartbeat_at, lease_ms, lease_until)
     select $1, $1, 1, 1, array_agg(dag_id), '{}', 0, now(), now(), now(), 30000, now() + interval '1 hour' from orchex.dags`,
  ];

  test.each(EVIL)("%s", async (_name, text) => {
    for (const statement of WRITE) await ledger.query(statement, [text]);
    let shown = "";
    for (const args of commands(ledger.runId)) {
      for (const more of [[], ["--json"]]) {
        const { stdout, stderr } = await cliInProcess([...args, ...more], { env: ledger.env });
        expect(RAW.exec(stdout + stderr), `${args.join(" ")}: ${JSON.stringify(stdout + stderr)}`).toBeNull();
        shown += stdout;
      }
    }
    // In a name, an error, a result, inputs, metadata and a worker, for people and as JSON.
    expect(shown.match(/\\u\{?[0-9a-f]{2,4}|\\[nrbft]/g)?.length).toBeGreaterThan(10);
  });
});

describe("what stands in a module is shown so that no terminal obeys it: ", () => {
  test.each(EVIL)("%s", async (_name, text) => {
    const given = JSON.stringify(text).replace(
      /[\u007f-\u{10ffff}]/gu,
      (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`,
    );
    const cwd = make({
      "required.ts": `import { Dag } from "orchex"; export const x = new Dag("x"); x.task("a", { requires: [${given}] }, () => 1);`,
      "named.ts": `import { Dag } from "orchex"; export const x = new Dag(${given}); x.task(${given}, () => 1);`,
      "thrown.ts": `throw new Error(${given});`,
      "exported.ts": `export const x = ${given};`,
    });
    for (const file of ["required", "named", "thrown", "exported"]) {
      for (const command of ["validate", "graph", "drift"]) {
        const { stdout, stderr } = await cliInProcess([command, `--dag=${file}.ts:x`], { cwd, env: ledger.env });
        expect(RAW.exec(stdout + stderr), `${command} ${file}: ${JSON.stringify(stdout + stderr)}`).toBeNull();
      }
    }
  });

  test.each(EVIL.filter(([, text]) => !/[\n\r\u2028\u2029]/.test(text)))(
    "the lines around a problem, with %s",
    async (_name, text) => {
      const source = `import { Dag } from "orchex";\nconst x = new Dag("x"); // ${text}\nx.task("a", { requires: ["b"] }, () => "${text}"); // ${text}\n`;
      const cwd = make({ "module.ts": source });
      for (const format of [[], ["--format=github"], ["--format=sarif"], ["--json"]]) {
        const told = await cliInProcess(["check", "module.ts", ...format], { cwd });
        expect(told).toMatchObject({ code: 1 });
        expect(RAW.exec(told.stdout + told.stderr), `${format.join()}: ${JSON.stringify(told.stdout)}`).toBeNull();
      }
    },
  );
});

test("a forged annotation stays in its line", async () => {
  const cwd = make({
    "module.ts":
      'import { Dag } from "orchex";\nconst x = new Dag("x");\nx.task("a", { requires: ["b\\n::error::forged %0A::x"] }, () => 1);\n',
  });
  const { stdout } = await expectAnswer({ args: ["check", "module.ts", "--format=github"], cwd, code: 1 });
  expect(stdout.split("\n").filter((line) => line.startsWith("::error::"))).toEqual([]);
});
