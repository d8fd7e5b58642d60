import { frozenLedger } from "../support/frozenLedger.ts";
import type { Hunter } from "./hunter.ts";
import { interleavingsHunter } from "./interleavingsHunter.ts";
import { modelHunter } from "./modelHunter.ts";
import { mutantOf } from "./mutants.ts";
import { rewriteOf, staleTexts } from "./plant.ts";
import { simulationHunter } from "./simulationHunter.ts";
import { soakHunter } from "./soakHunter.ts";

/** What noticed a planted bug, after how many seconds, and by what sign. */
export interface Finding {
  readonly seconds: number;
  readonly sign: string;
}

/** A new one is a new entry. */
export const HUNTERS: Readonly<Record<string, Hunter>> = {
  model: modelHunter,
  interleavings: interleavingsHunter,
  simulation: simulationHunter,
  soak: soakHunter,
};

/** Null: it was looked for, and not noticed. Undefined: this bug cannot be planted where this hunter looks. */
export async function hunt(
  url: string,
  hunter: string,
  name: string,
  limitMs: number,
): Promise<Finding | null | undefined> {
  const mutant = mutantOf(name);
  const { reaches, hunt: look } = HUNTERS[hunter] ?? { reaches: () => false, hunt: () => Promise.resolve(null) };
  const stale = staleTexts(mutant);
  if (stale.length > 0) throw new Error(`${name} cannot be planted any more: ${stale.join("\n")}`);
  if (!reaches(mutant)) return undefined;
  // A patch that the database refuses would look like a bug that was found.
  await (await frozenLedger(url, { rewrite: rewriteOf(mutant) })).drop();
  const begin = Date.now();
  const sign = await look({ name, mutant, url, limitMs });
  return sign === null ? null : { seconds: (Date.now() - begin) / 1000, sign: sign.split("\n", 1)[0] ?? "" };
}
