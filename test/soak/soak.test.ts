import { expect, test } from "vitest";
import { soak } from "./soak.ts";

/** `npm run soak -- --minutes M --seed S` makes longer storms, and other ones. */
const SEED = 1;

test("workers, network and database may fail as they like: nothing that was accepted is lost, doubled or changed", async () => {
  const report = await soak({ minutes: 0.9, seed: SEED });
  const { violations, tame } = report;
  expect(violations, JSON.stringify(report, null, 2)).toEqual([]);
  expect(tame, `too little happened to show anything: ${JSON.stringify(report, null, 2)}`).toEqual([]);
});
