import { Random } from "../simulation/random.ts";

/** What is done to whom, drawn beforehand: a seed gives the same plan on every machine, whatever comes of it. */
export interface Plan {
  readonly seed: number;
  readonly stormMs: number;
  readonly traits: readonly Traits[];
  /** In the order of time. */
  readonly events: readonly PlannedEvent[];
}

/** What is odd about one of the workers, for as long as the storm lasts. */
export interface Traits {
  /** How far its clock is off. */
  readonly clockMs: number;
  /** Its connections at most. */
  readonly pool: number;
  readonly concurrency: number;
}

export const FAULTS = [
  "kill",
  "freeze",
  "terminate-backends",
  "drop-answer",
  "half-open",
  "crash-postgres",
  "hold-locks",
  "hold-snapshot",
  "pooler",
] as const;
export type Fault = (typeof FAULTS)[number];

export const ACTIONS = [
  "start",
  "start-again",
  "start-with-other-inputs",
  "cancel",
  "retry-dead",
  "retry-failed",
  "pause",
  "drain",
  "activate",
] as const;
export type Action = (typeof ACTIONS)[number];

export interface PlannedEvent {
  readonly at: number;
  readonly what: Fault | Action;
  /** Which of the workers, where one is meant. */
  readonly worker: number;
  /** How long, where it lasts. */
  readonly ms: number;
  /** What is started, of which there are as many runs. */
  readonly dag: string;
  readonly runs: number;
  /** What the runs are started with. */
  readonly inputs: Readonly<Record<string, number>>;
  /** Chooses among what is there at that moment. */
  readonly choice: number;
}

const HOUR_MS = 3_600_000;

/** Seconds from one to the next, on average. */
const FAULT_SECONDS: Readonly<Record<Exclude<Fault, "pooler">, number>> = {
  kill: 18,
  freeze: 20,
  "terminate-backends": 9,
  "drop-answer": 5,
  "half-open": 16,
  "crash-postgres": 32,
  "hold-locks": 11,
  "hold-snapshot": 28,
};

const ACTION_SECONDS: Readonly<Record<Exclude<Action, "start">, number>> = {
  "start-again": 3,
  "start-with-other-inputs": 15,
  cancel: 4,
  "retry-dead": 9,
  "retry-failed": 15,
  pause: 17,
  drain: 30,
  activate: 8,
};

const LOAD_SECONDS: Readonly<Record<string, number>> = {
  diamond: 0.5,
  chain: 0.7,
  fan: 7,
  flaky: 1,
  slow: 1.2,
  poison: 4,
  deadly: 30,
  busy: 30,
  hasty: 5,
  heavy: 5,
  overweight: 12,
  limited: 8,
  shifting: 1,
};
export const DAGS: readonly string[] = Object.keys(LOAD_SECONDS);

/** Twice at least, so that each can bite in the shortest of storms. */
const FEWEST = 2;

/** What takes a minute to end, such as five deaths of a worker one after the other, comes early, or not at all. */
const EARLY = new Set(["busy", "deadly"]);
const MINUTE_MS = 60_000;
const SHORT_MS = 3 * MINUTE_MS;

export function planOf(seed: number, stormMs: number, leaseMs: number): Plan {
  const random = new Random(seed);
  const lasts: Partial<Record<Fault | Action, () => number>> = {
    freeze: () => random.between(1.5, 2.5) * leaseMs,
    "crash-postgres": () => random.between(100, 2_000),
    "hold-locks": () => random.between(500, 3_000),
    "hold-snapshot": () => random.between(3_000, 25_000),
    pause: () => random.between(1_000, 6_000),
    pooler: () => stormMs / 3,
  };
  const event = (at: number, what: Fault | Action, load?: Pick<PlannedEvent, "dag" | "inputs">): PlannedEvent => ({
    at: Math.round(at),
    what,
    worker: random.whole(0, 1_000),
    ms: Math.round(lasts[what]?.() ?? 0),
    dag: load?.dag ?? random.of(DAGS),
    runs: random.chance(0.1) ? random.whole(2, 5) : 1,
    inputs: load?.inputs ?? {},
    choice: random.next(),
  });
  const spread = (seconds: number, from = 0.03, to = 0.95): number[] => {
    const count = Math.max(FEWEST, Math.round(((to - from) * stormMs) / 1000 / seconds));
    return Array.from({ length: count }, (_, n) => (from + ((n + random.next()) / count) * (to - from)) * stormMs);
  };
  const traits = drawTraits(random);
  const faults = Object.entries(FAULT_SECONDS).flatMap(([what, seconds]) =>
    spread(seconds).map((at) => event(at, what as Fault)),
  );
  const actions = Object.entries(ACTION_SECONDS).flatMap(([what, seconds]) =>
    spread(seconds).map((at) => event(at, what as Action)),
  );
  const load = Object.entries(LOAD_SECONDS).flatMap(([dag, seconds]) =>
    spread(seconds, 0, EARLY.has(dag) ? Math.max(0.4, 1 - MINUTE_MS / stormMs) : 1).map((at) =>
      event(at, "start", {
        dag,
        inputs: { n: random.whole(1, 1_000_000), kills: random.of(stormMs < SHORT_MS ? [1, 2] : [1, 2, 5]) },
      }),
    ),
  );
  const pooler = event(stormMs * random.between(0.2, 0.5), "pooler");
  return { seed, stormMs, traits, events: [...faults, ...actions, ...load, pooler].sort((a, b) => a.at - b.at) };
}

/** Four to six workers; among them always one whose clock is slow, one whose clock is fast, and one with two connections. */
function drawTraits(random: Random): Traits[] {
  return Array.from({ length: random.whole(4, 6) }, (_, worker) => ({
    clockMs: worker === 0 ? -HOUR_MS : worker === 1 ? HOUR_MS : 0,
    pool: worker === 2 ? 2 : random.of([5, 10]),
    concurrency: random.whole(4, 12),
  }));
}
