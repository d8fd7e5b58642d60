import { expect, inject, test } from "vitest";
import { explore } from "./explore.ts";
import { SCENARIOS } from "./scenarios.ts";

/** Two sessions are interrupted twice at most, three once; `npm run interleavings` takes every order. */
const interruptions = (sessions: number) => 4 - sessions;

test.each(Object.entries(SCENARIOS))(
  "%s: any order of steps ends as some order of transactions",
  async (_name, scenario) => {
    const { failure, schedules } = await explore(inject("postgresUrl"), scenario, {
      interruptions: interruptions(scenario.sessions.length),
    });
    expect(failure).toBeNull();
    expect(schedules).toBeGreaterThan(1);
  },
);
