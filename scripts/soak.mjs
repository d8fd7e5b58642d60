// npm run soak -- [--minutes M] [--seed S] [--out FILE] [--logs FOLDER] [--mutant X]: workers on a database, a network and processes that
// fail, and then the rules. Exits with 1 when a rule is broken, with 2 when too little happened to show anything. With
// --out the report goes to FILE.json and FILE.md too; with --mutant a bug is planted that should be found.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { register } from "tsx/esm/api";

register();
const { soak } = await import("../test/soak/soak.ts");
const { markdownOf } = await import("../test/soak/report.ts");
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "2" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    logs: { type: "string" },
    out: { type: "string" },
    mutant: { type: "string" },
  },
});
const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => interruption.abort());
console.error(`seed ${values.seed}`);
const report = await soak({
  minutes: Number(values.minutes),
  seed: Number(values.seed),
  logFolder: values.logs,
  signal: interruption.signal,
  say: (line) => console.error(line),
  mutant: values.mutant,
});
const text = markdownOf(report);
console.log(text);
if (values.out !== undefined) {
  const name = values.out.replace(/\.(json|md)$/, "");
  writeFileSync(`${name}.json`, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(`${name}.md`, text);
}
process.exitCode = { sound: 0, broken: 1, void: 2 }[report.verdict];
