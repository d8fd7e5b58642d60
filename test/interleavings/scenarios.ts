import type { Database } from "../../runtime/dist/store/database.js";
import { migrate } from "../../runtime/dist/store/migrate.js";
import { due, expired, gone, halfDead, overdue, sides, thirds, twoReady } from "./grounds.ts";
import { LEASE_MS, type Stage } from "./stage.ts";

/** A pair or a triple of operations that meet, and what they meet on. */
export interface Scenario {
  /** Absent: there is no ledger yet. */
  readonly prepare?: (stage: Stage) => Promise<void>;
  readonly sessions: readonly ((database: Database, stage: Stage) => Promise<unknown>)[];
  /**
   * Set where the outcome may be another than that of any serial order, with the reason: then only the rules of the
   * ledger are asked.
   */
  readonly notSerial?: string;
}

/** A new pair is a new entry. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  "complete, complete: the last two parents of a job": {
    prepare: sides,
    sessions: [
      (database, stage) => stage.complete(database, "a", ["left"]),
      (database, stage) => stage.complete(database, "b", ["right"]),
    ],
  },
  "complete, complete, each claiming": {
    prepare: sides,
    notSerial: "whoever of the two claims finds the child that the other has freed",
    sessions: [
      (database, stage) => stage.complete(database, "a", ["left"], 1),
      (database, stage) => stage.complete(database, "b", ["right"], 1),
    ],
  },
  "complete, the same again": {
    prepare: sides,
    sessions: [
      (database, stage) => stage.complete(database, "a", ["left"]),
      (database, stage) => stage.complete(database, "a", ["left"]),
    ],
  },
  "complete, recover": {
    prepare: expired,
    sessions: [(database, stage) => stage.complete(database, "a", ["left"]), (database, stage) => stage.tend(database)],
  },
  "complete, cancel": {
    prepare: sides,
    sessions: [
      (database, stage) => stage.complete(database, "a", ["left"]),
      (database, stage) => stage.cancel(database),
    ],
  },
  "beat, recover": {
    prepare: expired,
    sessions: [(database, stage) => stage.beat(database, "a"), (database, stage) => stage.tend(database)],
  },
  "claim, claim": {
    prepare: twoReady,
    sessions: [(database, stage) => stage.claim(database, "a"), (database, stage) => stage.claim(database, "b")],
  },
  "claim, recover of the claiming worker": {
    prepare: async (stage) => {
      await twoReady(stage);
      await stage.ledger.setClock(LEASE_MS + 1);
      await stage.beat(stage.ledger.database, "a");
      await stage.leave(stage.ledger.database, "b");
    },
    sessions: [
      (database, stage) => stage.claim(database, "a"),
      (database, stage) => stage.leave(database, "a"),
      (database, stage) => stage.tend(database),
    ],
    notSerial: "a claim that had found its worker alive when it ended is given back by the next look",
  },
  "claim, cancel": {
    prepare: twoReady,
    sessions: [(database, stage) => stage.claim(database, "a", 2), (database, stage) => stage.cancel(database)],
  },
  "fail, retry of what has failed": {
    prepare: sides,
    sessions: [
      (database, stage) => stage.fail(database, "left", { delayMs: 60_000 }),
      (database, stage) => stage.retry(database, "failed"),
    ],
  },
  "fail for good, retry of what is dead": {
    prepare: halfDead,
    sessions: [
      (database, stage) => stage.fail(database, "right", { dead: true }),
      (database, stage) => stage.retry(database, "dead"),
    ],
  },
  "fail for good, fail for good, above the same job": {
    prepare: sides,
    sessions: [
      (database, stage) => stage.fail(database, "left", { dead: true }),
      (database, stage) => stage.fail(database, "right", { dead: true }),
    ],
  },
  "fail for good, complete, above the same job": {
    prepare: sides,
    sessions: [
      (database, stage) => stage.fail(database, "left", { dead: true }),
      (database, stage) => stage.complete(database, "b", ["right"]),
    ],
  },
  "fail, cancel": {
    prepare: sides,
    sessions: [
      (database, stage) => stage.fail(database, "left", { delayMs: 60_000 }),
      (database, stage) => stage.cancel(database),
    ],
  },
  "fail, recover": {
    prepare: expired,
    sessions: [(database, stage) => stage.fail(database, "left"), (database, stage) => stage.tend(database)],
  },
  "retry of one dead task, retry of the other": {
    prepare: async (stage) => {
      await halfDead(stage);
      await stage.fail(stage.ledger.database, "right", { dead: true });
    },
    sessions: [
      (database, stage) => stage.retry(database, "dead", "left"),
      (database, stage) => stage.retry(database, "dead", "right"),
    ],
  },
  "retry of what is dead, complete": {
    prepare: halfDead,
    sessions: [
      (database, stage) => stage.retry(database, "dead"),
      (database, stage) => stage.complete(database, "b", ["right"]),
    ],
  },
  "retry of what is dead, cancel": {
    prepare: halfDead,
    sessions: [(database, stage) => stage.retry(database, "dead"), (database, stage) => stage.cancel(database)],
  },
  "retry of what is dead, the same again": {
    prepare: halfDead,
    sessions: [(database, stage) => stage.retry(database, "dead"), (database, stage) => stage.retry(database, "dead")],
  },
  "recover, recover": {
    prepare: expired,
    sessions: [(database, stage) => stage.tend(database), (database, stage) => stage.tend(database)],
  },
  "recover, cancel": {
    prepare: expired,
    sessions: [(database, stage) => stage.tend(database), (database, stage) => stage.cancel(database)],
  },
  "release, recover": {
    prepare: expired,
    sessions: [(database, stage) => stage.release(database, ["left"]), (database, stage) => stage.tend(database)],
  },
  "release, cancel": {
    prepare: sides,
    sessions: [(database, stage) => stage.release(database, ["left"]), (database, stage) => stage.cancel(database)],
  },
  "give back what is unknown, complete": {
    prepare: sides,
    sessions: [
      (database, stage) => stage.releaseOrphans(database, "a"),
      (database, stage) => stage.complete(database, "a", ["left"]),
    ],
  },
  "promote, retry of what has failed": {
    prepare: due,
    sessions: [(database, stage) => stage.tend(database), (database, stage) => stage.retry(database, "failed")],
  },
  "promote, claim": {
    prepare: due,
    sessions: [(database, stage) => stage.tend(database), (database, stage) => stage.claim(database, "b")],
  },
  "promote, cancel": {
    prepare: due,
    sessions: [(database, stage) => stage.tend(database), (database, stage) => stage.cancel(database)],
  },
  "expire, complete": {
    prepare: overdue,
    sessions: [(database, stage) => stage.tend(database), (database, stage) => stage.complete(database, "a", ["fork"])],
  },
  "skip, recover": {
    prepare: async (stage) => {
      await gone(stage);
      await stage.ledger.setClock(LEASE_MS + 2);
    },
    sessions: [(database, stage) => stage.skip(database, "a", "fork"), (database, stage) => stage.tend(database)],
  },
  "skip, cancel": {
    prepare: gone,
    sessions: [(database, stage) => stage.skip(database, "a", "fork"), (database, stage) => stage.cancel(database)],
  },
  "start, start of the same run": {
    prepare: twoReady,
    sessions: [(database, stage) => stage.start(database, "new"), (database, stage) => stage.start(database, "new")],
  },
  "start, start of the same run with other inputs": {
    prepare: twoReady,
    sessions: [
      (database, stage) => stage.start(database, "new"),
      (database, stage) => stage.start(database, "new", '{"other":1}'),
    ],
  },
  "complete, complete, complete: the last three parents of a job": {
    prepare: thirds,
    sessions: [
      (database, stage) => stage.complete(database, "a", ["one"]),
      (database, stage) => stage.complete(database, "b", ["two"]),
      (database, stage) => stage.complete(database, "c", ["three"]),
    ],
  },
  "beat, recover, complete": {
    prepare: expired,
    sessions: [
      (database, stage) => stage.beat(database, "a"),
      (database, stage) => stage.tend(database),
      (database, stage) => stage.complete(database, "a", ["left"]),
    ],
  },
  "complete, complete, cancel": {
    prepare: sides,
    sessions: [
      (database, stage) => stage.complete(database, "a", ["left"]),
      (database, stage) => stage.complete(database, "b", ["right"]),
      (database, stage) => stage.cancel(database),
    ],
  },
  "complete, fail for good, retry of what is dead": {
    prepare: sides,
    sessions: [
      (database, stage) => stage.complete(database, "a", ["left"]),
      (database, stage) => stage.fail(database, "right", { dead: true }),
      (database, stage) => stage.retry(database, "dead"),
    ],
  },
  "complete, recover, claim": {
    prepare: expired,
    notSerial: "a claim passes over a job that recovery has not committed yet, as it should",
    sessions: [
      (database, stage) => stage.complete(database, "a", ["left"]),
      (database, stage) => stage.tend(database),
      (database, stage) => stage.claim(database, "c"),
    ],
  },
  "claim, claim, claim": {
    prepare: twoReady,
    sessions: [
      (database, stage) => stage.claim(database, "a"),
      (database, stage) => stage.claim(database, "b"),
      (database, stage) => stage.claim(database, "c"),
    ],
  },
  "migrate, migrate": {
    sessions: [(database) => migrate(database), (database) => migrate(database)],
  },
  "migrate, migrate, migrate": {
    sessions: [(database) => migrate(database), (database) => migrate(database), (database) => migrate(database)],
  },
};
