import { explore } from "../interleavings/explore.ts";
import { SCENARIOS } from "../interleavings/scenarios.ts";
import { checkModel, tellStory } from "../model/checkModel.ts";
import { SOUND_DECISIONS } from "../model/actor.ts";
import { STORIES } from "../model/stories.ts";
import { frozenLedger } from "../support/frozenLedger.ts";
import type { Mutant } from "./mutants.ts";
import { rewriteOf } from "./plant.ts";

/** What notices a planted bug, after how many seconds, and by what sign; null: it did not. */
export interface Finding {
  readonly seconds: number;
  readonly sign: string;
}

/** A way to look for bugs. A new one (the simulation, the soak) is a new entry of HUNTERS. */
export type Hunter = (url: string, mutant: Mutant, limitMs: number) => Promise<string | null>;

const MANY = 1_000_000;

export const HUNTERS: Readonly<Record<string, Hunter>> = {
  model: async (url, mutant, timeLimitMs) => {
    const decisions = { ...SOUND_DECISIONS, ...mutant.decisions };
    const rewrite = rewriteOf(mutant);
    const ledger = await frozenLedger(url, { rewrite });
    try {
      for (const [name, story] of Object.entries(STORIES)) {
        const sign = await tellStory(ledger, story, decisions).then(() => null, String);
        if (sign !== null) return `${name}: ${sign}`;
      }
    } finally {
      await ledger.drop();
    }
    const { failure } = await checkModel(url, { runs: MANY, shrinkMs: 0, timeLimitMs, rewrite, decisions });
    return failure?.message ?? null;
  },
  interleavings: async (url, mutant, limitMs) => {
    const deadline = Date.now() + limitMs;
    for (const [name, scenario] of Object.entries(SCENARIOS)) {
      if (Date.now() > deadline || mutant.sql === undefined) return null;
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

export async function hunt(url: string, hunter: Hunter, mutant: Mutant, limitMs: number): Promise<Finding | null> {
  // A patch that the database refuses would look like a bug that was found.
  await (await frozenLedger(url, { rewrite: rewriteOf(mutant) })).drop();
  const begin = Date.now();
  const sign = await hunter(url, mutant, limitMs);
  return sign === null ? null : { seconds: (Date.now() - begin) / 1000, sign: sign.split("\n", 1)[0] ?? "" };
}
