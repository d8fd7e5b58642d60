import { expect, inject, test } from "vitest";
import { frozenLedger } from "../support/frozenLedger.ts";
import { checkModel, tellStory } from "./checkModel.ts";
import { COMMANDS } from "./commands.ts";
import { STORIES } from "./stories.ts";
import { storyText } from "./storyText.ts";
import { SOUND_DECISIONS } from "./actor.ts";

/** `npm run model -- --runs N` tells more. */
const RUNS = 150;

test("the engine does what the model says, whatever happens", { timeout: 600_000 }, async () => {
  const { failure, commands } = await checkModel(inject("postgresUrl"), { runs: RUNS });
  expect(failure === null ? "" : storyText(failure)).toBe("");
  expect(Object.keys(commands).sort()).toEqual(Object.keys(COMMANDS).sort());
});

test.each(Object.entries(STORIES))("engine and model agree: %s", async (_name, story) => {
  const ledger = await frozenLedger(inject("postgresUrl"));
  try {
    await tellStory(ledger, story, SOUND_DECISIONS);
  } finally {
    await ledger.drop();
  }
});
