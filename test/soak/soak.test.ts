import { expect, test } from "vitest";
import { soak } from "./soak.ts";

/** `npm run soak -- --minutes M --seed S` makes longer storms, and other ones. */
const SEED = 1;
const MINUTES = 2;
/** The storm, and on a slow machine a calm that takes much longer. */
const TIMEOUT_MS = 20 * 60_000;

test(
  "workers, network and database may fail as they like: nothing that was accepted is lost, doubled or changed",
  { timeout: TIMEOUT_MS },
  async () => {
    const report = await soak({ minutes: MINUTES, seed: SEED });
    const { violations, tame } = report;
    expect(violations, JSON.stringify(report, null, 2)).toEqual([]);
    expect(tame, `too little happened to show anything: ${JSON.stringify(report, null, 2)}`).toEqual([]);
  },
);
