// npm run mutants -- [--mutant X,Y] [--hunters model,interleavings,simulation,soak] [--seconds S] [--write]: plants bugs
// and tells what finds them, how fast. The soak hunts only when it is asked to: each of its hunts lasts as long as it may.
// With --write what was found goes into the table of docs/mutants.md; what was not hunted for stays as it is there.
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { register } from "tsx/esm/api";

register();
const { hunt, HUNTERS } = await import("../test/mutants/hunt.ts");
const { mutantOf, MUTANTS } = await import("../test/mutants/mutants.ts");
const { startCluster } = await import("../test/support/cluster.ts");
const { values } = parseArgs({
  options: {
    mutant: { type: "string" },
    hunters: { type: "string", default: "model,interleavings,simulation" },
    seconds: { type: "string", default: "120" },
    write: { type: "boolean" },
  },
});
const PAGE = new URL("../docs/mutants.md", import.meta.url);
const names = values.mutant?.split(",") ?? Object.keys(MUTANTS);
for (const name of names) mutantOf(name);
const hunters = values.hunters.split(",");
for (const hunter of hunters) if (HUNTERS[hunter] === undefined) throw new Error(`There is no hunter ${hunter}`);

const cells = knownCells();
const cluster = await startCluster({ settings: { fsync: "off" } });
try {
  for (const name of names) {
    let looked = false;
    let found = false;
    for (const hunter of hunters) {
      const finding = await hunt(cluster.url, hunter, name, Number(values.seconds) * 1000);
      cells.set(`${name} ${hunter}`, cellOf(finding));
      console.log(name, hunter, finding ?? (finding === null ? "found nothing" : "cannot have it"));
      if (values.write === true) await write();
      looked ||= finding !== undefined;
      found ||= finding instanceof Object;
    }
    if (looked && !found) process.exitCode = 1;
  }
} finally {
  await cluster.remove();
}
console.log(table());

function cellOf(finding) {
  if (finding === undefined) return "·";
  return finding === null ? "-" : `${finding.seconds.toFixed(1)} s`;
}

/** What the table says by now. */
function knownCells() {
  const rows = readFileSync(PAGE, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const [head, , ...rest] = rows;
  return new Map(
    rest.flatMap((row) => (head ?? []).slice(3).map((hunter, n) => [`${row[1].slice(1, -1)} ${hunter}`, row[n + 3]])),
  );
}

function table() {
  const all = Object.keys(HUNTERS);
  return [
    `| planted bug | what it does | ${all.join(" | ")} |`,
    `| --- | --- | ${all.map(() => "---").join(" | ")} |`,
    ...Object.entries(MUTANTS).map(
      ([name, { bug }]) =>
        `| \`${name}\` | ${bug} | ${all.map((hunter) => cells.get(`${name} ${hunter}`) ?? "").join(" | ")} |`,
    ),
  ].join("\n");
}

async function write() {
  const [head] = readFileSync(PAGE, "utf8").split("| planted bug");
  const text = await format(`${head}${table()}\n`, { parser: "markdown", ...(await resolveConfig(PAGE)) });
  writeFileSync(PAGE, text);
}
