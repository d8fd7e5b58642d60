import { explore } from "../interleavings/explore.ts";
import { SCENARIOS } from "../interleavings/scenarios.ts";
import type { Hunter } from "./hunter.ts";
import { rewriteOf } from "./plant.ts";

/** Goes through all scenarios in the orders that interrupt once. */
export const interleavingsHunter: Hunter = {
  reaches: ({ sql }) => sql !== undefined,
  hunt: async ({ mutant, url, limitMs }) => {
    const deadline = Date.now() + limitMs;
    for (const [name, scenario] of Object.entries(SCENARIOS)) {
      if (Date.now() > deadline) return null;
      const options = { interruptions: 1, rewrite: rewriteOf(mutant) };
      // With the bug a scenario may not even come to its beginning.
      const failure = await explore(url, scenario, options).then(
        (exploration) => exploration.failure,
        (error: unknown) => String(error),
      );
      if (failure !== null) return `${name}: ${failure}`;
    }
    return null;
  },
};
