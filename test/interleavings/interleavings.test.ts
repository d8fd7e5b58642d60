import { expect, inject, test } from "vitest";
import { explore } from "./explore.ts";
import { SCENARIOS } from "./scenarios.ts";

/** Every order of two sessions that interrupts twice, of three that interrupts once; with INTERRUPTIONS=99 every order. */
const INTERRUPTIONS = process.env["INTERRUPTIONS"];

test.each(Object.entries(SCENARIOS))(
  "%s: any order of steps ends as some order of whole transactions",
  async (_name, scenario) => {
    const { failure, schedules } = await explore(inject("postgresUrl"), scenario, {
      interruptions: INTERRUPTIONS === undefined ? 4 - scenario.sessions.length : Number(INTERRUPTIONS),
    });
    expect(failure).toBeNull();
    expect(schedules).toBeGreaterThan(1);
  },
);
