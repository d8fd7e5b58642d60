import { SOUND_DECISIONS } from "../model/actor.ts";
import { checkModel, tellStory } from "../model/checkModel.ts";
import { STORIES } from "../model/stories.ts";
import { frozenLedger } from "../support/frozenLedger.ts";
import type { Hunter } from "./hunter.ts";
import { rewriteOf } from "./plant.ts";

const MANY = 1_000_000;

/** Tells the stories that are told every time, then random ones. */
export const modelHunter: Hunter = {
  reaches: ({ sql, decisions }) => sql !== undefined || decisions !== undefined,
  hunt: async ({ mutant, url, limitMs }) => {
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
    const { failure } = await checkModel(url, { runs: MANY, shrinkMs: 0, timeLimitMs: limitMs, rewrite, decisions });
    return failure?.message ?? null;
  },
};
