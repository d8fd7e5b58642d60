import type { Shape } from "../model/shapes.ts";
import type { Random } from "./random.ts";

/** What a body does. */
export interface Body {
  readonly ms: number;
  /**
   * `succeeds`, or `fails`; `deaf` goes on when it is asked to end; `blocks` its thread meanwhile; `kills` its process.
   */
  readonly kind: "succeeds" | "fails" | "deaf" | "blocks" | "kills";
}

/** How often something goes wrong, from 0 (never) to 1; drawn anew for each seed, so that some are calm and some are not. */
export interface Weather {
  /** A request never arrives. */
  readonly lostRequest: number;
  /** What was asked for is done, and nobody hears of it. */
  readonly lostAnswer: number;
  /** A request is done long after whoever asked has given up. */
  readonly late: number;
  readonly lostNotification: number;
  /** Milliseconds each way. */
  readonly latencyMs: number;
  /** Mean milliseconds between two of them; Infinity is none. */
  readonly killEveryMs: number;
  readonly pauseEveryMs: number;
  readonly outageEveryMs: number;
  readonly cutEveryMs: number;
}

export interface Scenario {
  readonly workers: number;
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly pollIntervalMs: number;
  readonly taskTimeoutMs: number;
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly runs: number;
  /** Until then things go wrong; afterwards everything must come right. */
  readonly troubleMs: number;
  readonly weather: Weather;
  /** The body of an attempt. */
  readonly body: (random: Random, dag: string, task: string) => Body;
}

const TASKS = 6;

export function scenarioOf(random: Random): Scenario {
  const leaseMs = random.of([1_000, 3_000, 10_000, 30_000]);
  const calm = random.chance(0.1);
  const rarely = (mostMs: number) => (calm || random.chance(0.3) ? Infinity : random.between(mostMs / 5, mostMs));
  const at = (most: number) => (calm || random.chance(0.3) ? 0 : random.next() ** 2 * most);
  const shapes = new Map(["one", "two"].map((dag) => [dag, shapeOf(random)]));
  const kinds = new Map([...shapes.keys()].map((dag) => [dag, kindsOf(random)]));
  return {
    workers: random.whole(1, 4),
    concurrency: random.of([1, 2, 4, 10]),
    leaseMs,
    pollIntervalMs: random.of([100, 500, 2_000]),
    taskTimeoutMs: random.of([500, 5_000, 60_000]),
    shapes,
    runs: random.whole(1, 12),
    troubleMs: random.between(5_000, 60_000),
    weather: {
      lostRequest: at(0.1),
      lostAnswer: at(0.2),
      late: at(0.05),
      lostNotification: random.of([0, 0.3, 1]),
      latencyMs: random.of([0.3, 2, 30, 200]),
      killEveryMs: rarely(30_000),
      pauseEveryMs: rarely(30_000),
      outageEveryMs: rarely(40_000),
      cutEveryMs: rarely(20_000),
    },
    body: (drawn, dag, task) => bodyOf(drawn, kinds.get(dag)?.get(task) ?? "quick"),
  };
}

function shapeOf(random: Random): Shape {
  return {
    timeoutMs: random.chance(0.15) ? random.of([4_000, 40_000]) : null,
    tasks: Array.from({ length: random.whole(1, TASKS) }, (_, no) => ({
      name: "abcdefgh".charAt(no),
      requires: Array.from({ length: no }, (_, other) => other).filter(() => random.chance(0.45)),
      priority: random.of([5, 5, 1, 9]),
      maxAttempts: random.of([1, 2, 3, 5]),
      delayMs: random.of([0, 50, 1_500, 10_000]),
    })),
  };
}

type Kind = "quick" | "slow" | "flaky" | "poison" | "killer" | "deaf" | "blocks";

function kindsOf(random: Random): ReadonlyMap<string, Kind> {
  const kinds: readonly Kind[] = ["quick", "quick", "quick", "slow", "flaky", "poison", "killer", "deaf", "blocks"];
  return new Map("abcdefgh".split("").map((task) => [task, random.of(kinds)]));
}

function bodyOf(random: Random, kind: Kind): Body {
  const short = random.between(0.1, 40);
  switch (kind) {
    case "quick":
      return { kind: "succeeds", ms: short };
    case "slow":
      return { kind: "succeeds", ms: random.between(500, 8_000) };
    case "flaky":
      return { kind: random.chance(0.5) ? "fails" : "succeeds", ms: short };
    case "poison":
      return { kind: "fails", ms: short };
    case "killer":
      return { kind: random.chance(0.3) ? "kills" : "succeeds", ms: short };
    case "deaf":
      return { kind: "deaf", ms: random.between(10, 9_000) };
    case "blocks":
      return { kind: "blocks", ms: random.between(10, 3_000) };
  }
}
