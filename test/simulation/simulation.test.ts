import { expect, test } from "vitest";
import { simulate, type SimulationReport } from "./simulate.ts";

/** `npm run simulate -- --seeds N --first SEED` runs more of them. */
const SEEDS = 250;

/** What must have happened often enough for the silence to mean something. */
const BITES = [
  "lost requests",
  "lost answers",
  "late statements",
  "lost notifications",
  "killed",
  "killed by a task",
  "paused",
  "cut off",
  "outages",
  "bodies",
  "failed",
  "dead",
  "released",
  "cancelled",
  "refused",
  "retried dead jobs",
];

test("whatever goes wrong, nothing is lost or doubled, and everything comes right afterwards", async () => {
  const reports: SimulationReport[] = [];
  for (let seed = 1; seed <= SEEDS; seed += 1) reports.push(await simulate(seed));
  const broken = reports.filter(({ violations }) => violations.length > 0);
  expect(broken.map(({ seed, violations }) => `seed ${seed}: ${violations.join("; ")}`)).toEqual([]);
  for (const what of BITES) {
    const times = reports.reduce((sum, { counts }) => sum + (counts[what] ?? 0), 0);
    expect(times, `${what}: a tame simulation shows nothing`).toBeGreaterThanOrEqual(3);
  }
});

test("a seed replays identically", async () => {
  for (const seed of [1, 2, 3, 4, 5]) expect((await simulate(seed)).digest).toBe((await simulate(seed)).digest);
});
