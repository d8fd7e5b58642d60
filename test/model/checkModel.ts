import * as fc from "fast-check";
import { frozenLedger, type FrozenLedger } from "../support/frozenLedger.ts";
import { brokenRulesSql, type Moment } from "../support/invariants.ts";
import { SOUND_DECISIONS, type Decisions } from "./actor.ts";
import { anyCommand, COMMANDS, type Command } from "./commands.ts";
import { drain } from "./drain.ts";
import { anyShape, type Shape } from "./shapes.ts";
import { World } from "./world.ts";

export interface ModelOptions {
  readonly runs: number;
  readonly seed?: number;
  /** Where in the seed's tree a failure was found. */
  readonly path?: string;
  readonly decisions?: Decisions;
  /** See `frozenLedger`. */
  readonly rewrite?: (sql: string) => string;
  /** Stops after this long, having found nothing. */
  readonly timeLimitMs?: number;
  /** How long to look for a smaller story once one has failed; 0: not at all. */
  readonly shrinkMs?: number;
}

/** One story: two DAGs in two versions each, and what happens to them. */
export interface Story {
  readonly shapes: readonly Shape[];
  readonly commands: readonly Command[];
}

export interface ModelReport {
  /** Null: engine and model agreed everywhere. */
  readonly failure: {
    readonly story: Story;
    readonly message: string;
    readonly seed: number;
    readonly path: string;
  } | null;
  /** How often each command was given. */
  readonly commands: Readonly<Record<string, number>>;
}

const LONGEST = 120;
const SHRINK_MS = 20_000;

const anyStory: fc.Arbitrary<Story> = fc.record({
  shapes: fc.array(anyShape, { minLength: 2, maxLength: 4 }),
  commands: fc.array(anyCommand, { maxLength: LONGEST, size: "max" }),
});

/** Tells random stories to the engine and to the model until they disagree, then looks for a smaller story. */
export async function checkModel(url: string, options: ModelOptions): Promise<ModelReport> {
  const { runs, seed, path, timeLimitMs, shrinkMs = SHRINK_MS } = options;
  const ledger = await frozenLedger(url, options);
  const commands: Record<string, number> = {};
  try {
    const property = fc.asyncProperty(anyStory, async (story) => {
      await tellStory(ledger, story, options.decisions ?? SOUND_DECISIONS);
      for (const { kind } of story.commands) commands[kind] = (commands[kind] ?? 0) + 1;
    });
    const first = await fc.check(property, {
      numRuns: runs,
      endOnFailure: true,
      ...(seed === undefined ? {} : { seed }),
      ...(path === undefined ? {} : { path }),
      ...(timeLimitMs === undefined ? {} : { interruptAfterTimeLimit: timeLimitMs }),
    });
    if (first.counterexample === null) return { failure: null, commands };
    const smaller =
      shrinkMs > 0 && first.counterexamplePath !== null
        ? await fc.check(property, {
            seed: first.seed,
            path: first.counterexamplePath,
            interruptAfterTimeLimit: shrinkMs,
          })
        : first;
    return { failure: failureOf(smaller) ?? failureOf(first), commands };
  } finally {
    await ledger.drop();
  }
}

function failureOf(details: fc.RunDetails<[Story]>): ModelReport["failure"] {
  const { counterexample, counterexamplePath, seed } = details;
  if (counterexample === null) return null;
  const error: unknown = details.errorInstance;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { story: counterexample[0], message, seed, path: counterexamplePath ?? "" };
}

export async function tellStory(
  ledger: FrozenLedger,
  { shapes, commands }: Story,
  decisions: Decisions,
): Promise<void> {
  const world = new World(ledger, shapes, decisions);
  /** The rules say nothing that the comparison does not; they are there should both be wrong. */
  const ask = async (moment: Moment) => {
    const broken = await ledger.query<{ rule: string }>(brokenRulesSql(moment));
    if (broken.length > 0) {
      throw new Error(`A rule of the ledger is broken: ${broken.map(({ rule }) => rule).join("; ")}`);
    }
  };
  await world.open();
  for (const { kind, parameters } of commands) {
    const command = COMMANDS[kind];
    if (command === undefined) throw new Error(`There is no command ${kind}`);
    await world.advance(0);
    await command.run(world, parameters);
    await world.compare();
    if (kind === "tend") await ask("at work");
  }
  await drain(world);
  await ask("drained");
}
