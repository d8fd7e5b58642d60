import * as fc from "fast-check";
import { frozenLedger, type FrozenLedger } from "../support/frozenLedger.ts";
import { brokenRulesSql, type Moment } from "../support/invariants.ts";
import { anyCommand, COMMANDS, type Command } from "./commands.ts";
import { anyShape, type Shape } from "./shapes.ts";
import { SOUND_DECISIONS, World, type Decisions } from "./world.ts";

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
  /** How long to look for a smaller story once one has failed. */
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
  readonly runs: number;
  readonly commands: Readonly<Record<string, number>>;
}

const LONGEST = 120;
/** A story is made smaller for so long; then the smallest one so far will do. */
const SHRINK_MS = 20_000;

const anyStory: fc.Arbitrary<Story> = fc.record({
  shapes: fc.array(anyShape, { minLength: 2, maxLength: 4 }),
  commands: fc.array(anyCommand, { maxLength: LONGEST, size: "max" }),
});

/** Tells random stories to the engine and to the model, until they disagree. */
export async function checkModel(url: string, options: ModelOptions): Promise<ModelReport> {
  const { runs, seed, path, timeLimitMs } = options;
  const ledger = await frozenLedger(url, options);
  const commands: Record<string, number> = {};
  try {
    let shrinkUntil = Infinity;
    const tell = async (story: Story) => {
      if (Date.now() > shrinkUntil) return;
      try {
        await tellStory(ledger, story, options.decisions ?? SOUND_DECISIONS);
      } catch (error) {
        shrinkUntil = Math.min(shrinkUntil, Date.now() + (options.shrinkMs ?? SHRINK_MS));
        throw error;
      }
      for (const { kind } of story.commands) commands[kind] = (commands[kind] ?? 0) + 1;
    };
    const details = await fc.check(fc.asyncProperty(anyStory, tell), {
      numRuns: runs,
      ...(seed === undefined ? {} : { seed }),
      ...(path === undefined ? {} : { path }),
      ...(timeLimitMs === undefined ? {} : { interruptAfterTimeLimit: timeLimitMs }),
    });
    const [story] = details.counterexample ?? [];
    if (story === undefined) return { failure: null, runs: details.numRuns, commands };
    const error: unknown = details.errorInstance;
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      failure: { story, message, seed: details.seed, path: details.counterexamplePath ?? "" },
      runs: details.numRuns,
      commands,
    };
  } finally {
    await ledger.drop();
  }
}

export async function tellStory(
  ledger: FrozenLedger,
  { shapes, commands }: Story,
  decisions: Decisions,
): Promise<void> {
  const world = new World(ledger, shapes, decisions);
  const check = async (moment: Moment) => {
    await world.compare();
    const broken = await ledger.query<{ rule: string }>(brokenRulesSql(moment));
    if (broken.length > 0)
      throw new Error(`A rule of the ledger is broken: ${broken.map(({ rule }) => rule).join("; ")}`);
  };
  await world.open();
  for (const { kind, parameters } of commands) {
    const command = COMMANDS[kind];
    if (command === undefined) throw new Error(`There is no command ${kind}`);
    await world.advance(0);
    await command.run(world, parameters);
    await check(kind === "tend" ? "at work" : "between");
  }
  await world.drain(() => check("at work"));
  await check("drained");
}
