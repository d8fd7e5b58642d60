import { soak } from "../soak/soak.ts";
import type { Hunter } from "./hunter.ts";
import { isInFunctions } from "./plant.ts";

const SEED = 7;

/** One storm for as long as it may last, and the rules after it: what it notices it notices at the end. */
export const soakHunter: Hunter = {
  reaches: (mutant) => mutant.worker !== undefined || isInFunctions(mutant),
  hunt: async ({ name, limitMs }) => {
    const { violations } = await soak({ minutes: limitMs / 60_000, seed: SEED, mutant: name });
    const [worst] = violations.toSorted((a, b) => b.times - a.times);
    return worst === undefined ? null : `${worst.rule} (${worst.times} times)`;
  },
};
