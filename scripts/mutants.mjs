// npm run mutants -- [--mutant X] [--seconds S] [--write]: plants bugs and tells what finds them, how fast. With --write
// the table goes into docs/mutants.md.
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { register } from "tsx/esm/api";

register();
const { hunt, HUNTERS } = await import("../test/mutants/hunt.ts");
const { MUTANTS } = await import("../test/mutants/mutants.ts");
const { startCluster } = await import("../test/support/cluster.ts");
const { values } = parseArgs({
  options: { mutant: { type: "string" }, seconds: { type: "string", default: "120" }, write: { type: "boolean" } },
});
const chosen = Object.entries(MUTANTS).filter(([name]) => values.mutant === undefined || name === values.mutant);
if (chosen.length === 0) throw new Error(`There is no mutant ${values.mutant}: ${Object.keys(MUTANTS).join(", ")}`);
const hunters = Object.entries(HUNTERS);
const rows = [
  `| planted bug | what it does | ${hunters.map(([name]) => name).join(" | ")} |`,
  `| --- | --- | ${hunters.map(() => "---").join(" | ")} |`,
];
const cluster = await startCluster({ settings: { fsync: "off" } });
try {
  for (const [name, mutant] of chosen) {
    const cells = [];
    for (const [hunter, hunting] of hunters) {
      const finding = await hunt(cluster.url, hunting, mutant, Number(values.seconds) * 1000);
      cells.push(finding === null ? "-" : `${finding.seconds.toFixed(1)} s`);
      console.log(name, hunter, finding ?? "found nothing");
    }
    rows.push(`| \`${name}\` | ${mutant.bug} | ${cells.join(" | ")} |`);
    if (cells.every((cell) => cell === "-")) process.exitCode = 1;
  }
} finally {
  await cluster.remove();
}
console.log(rows.join("\n"));
if (values.write === true) {
  const page = new URL("../docs/mutants.md", import.meta.url);
  const [head] = readFileSync(page, "utf8").split("| planted bug");
  const text = await format(`${head}${rows.join("\n")}\n`, { parser: "markdown", ...(await resolveConfig(page)) });
  writeFileSync(page, text);
}
