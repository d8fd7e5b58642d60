import { simulate } from "../simulation/simulate.ts";
import type { Hunter } from "./hunter.ts";

/** Simulates one seed after the other. Its ledger is the reference model, so that only workers can have bugs. */
export const simulationHunter: Hunter = {
  reaches: ({ worker }) => worker !== undefined,
  hunt: async ({ mutant, limitMs }) => {
    const deadline = Date.now() + limitMs;
    for (let seed = 1; Date.now() < deadline; seed += 1) {
      const { violations } = await simulate(seed, { plant: mutant.worker });
      if (violations.length > 0) return `seed ${seed}: ${violations[0]}`;
    }
    return null;
  },
};
