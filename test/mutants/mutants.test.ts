import { appendFileSync } from "node:fs";
import { afterAll, describe, expect, inject, test } from "vitest";
import { hunt, HUNTERS, type Finding } from "./hunt.ts";
import { MUTANTS, type Mutant } from "./mutants.ts";
import { staleTexts } from "./plant.ts";

/** `MUTANTS=all`, or one's name; absent: a few, each of which one hunter finds at once. */
const chosen = process.env["MUTANTS"];
const LIMIT_MS = Number(process.env["MUTANTS_SECONDS"] ?? 60) * 1000;

const QUICK: readonly (readonly [mutant: string, hunter: string])[] = [
  ["no-fence", "model"],
  ["block-not-transitive", "model"],
  ["blind-retry-of-a-lost-answer", "model"],
  ["fan-in-without-counter", "interleavings"],
  ["failure-without-lock", "interleavings"],
];

function mutantOf(name: string): Mutant {
  const mutant = MUTANTS[name];
  if (mutant === undefined) throw new Error(`There is no mutant ${name}; there are ${Object.keys(MUTANTS).join(", ")}`);
  return mutant;
}

test.each(Object.entries(MUTANTS))("the bug %s can still be planted", (_name, mutant) => {
  expect(staleTexts(mutant)).toEqual([]);
});

if (chosen === undefined) {
  test.each(QUICK)("the bug %s is found by the %s", async (name, hunter) => {
    const hunting = HUNTERS[hunter];
    if (hunting === undefined) throw new Error(`Nobody hunts as ${hunter}`);
    expect(await hunt(inject("postgresUrl"), hunting, mutantOf(name), 60_000)).not.toBeNull();
  });
} else {
  describe("every planted bug is found", () => {
    const found = new Map<string, Readonly<Record<string, Finding | null>>>();

    test.each(chosen === "all" ? Object.keys(MUTANTS) : chosen.split(","))(
      "%s",
      { timeout: 1_200_000 },
      async (name) => {
        const findings: Record<string, Finding | null> = {};
        for (const [hunter, hunting] of Object.entries(HUNTERS)) {
          findings[hunter] = await hunt(inject("postgresUrl"), hunting, mutantOf(name), LIMIT_MS);
        }
        found.set(name, findings);
        console.log(name, findings);
        expect(Object.values(findings).filter((finding) => finding !== null)).not.toEqual([]);
      },
    );

    afterAll(() => {
      const table = tableOf(found);
      console.log(table);
      const file = process.env["MUTANTS_TABLE"];
      if (file !== undefined) appendFileSync(file, `${table}\n`);
    });
  });
}

/** As the documentation has it. */
function tableOf(found: ReadonlyMap<string, Readonly<Record<string, Finding | null>>>): string {
  const hunters = Object.keys(HUNTERS);
  const seconds = (finding: Finding | null | undefined) => (finding ? `${finding.seconds.toFixed(1)} s` : "-");
  return [
    `| planted bug | what it does | ${hunters.join(" | ")} |`,
    `| --- | --- | ${hunters.map(() => "---").join(" | ")} |`,
    ...Array.from(found, ([name, findings]) => {
      const cells = hunters.map((hunter) => seconds(findings[hunter]));
      return `| \`${name}\` | ${mutantOf(name).bug} | ${cells.join(" | ")} |`;
    }),
  ].join("\n");
}
