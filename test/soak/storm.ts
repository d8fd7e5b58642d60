import { setTimeout as delay } from "node:timers/promises";
import { ACTIONS, FAULTS, type Action, type Fault, type Plan, type PlannedEvent } from "./plan.ts";
import { Faults } from "./faults.ts";
import { Users } from "./users.ts";
import type { Fleet } from "./fleet.ts";
import type { Stage } from "./stage.ts";

/** How often something was planned and how often it really met something. */
export interface Tally {
  readonly planned: number;
  /** It met work in hand, or somebody who waited. */
  readonly bit: number;
  /** What it met, all times together: jobs, connections, statements, runs. */
  readonly met: number;
}

export interface StormReport {
  readonly faults: Readonly<Record<Fault, Tally>>;
  readonly actions: Readonly<Record<Action, Tally>>;
  /** Ids of runs that were asked for, and whether the ledger has said that it has them. */
  readonly started: ReadonlyMap<string, boolean>;
  /** Answers to users that are wrong. */
  readonly wrongAnswers: readonly string[];
}

export interface StormOptions {
  /** Told what was met. */
  readonly say?: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

const FAULT_NAMES: ReadonlySet<string> = new Set(FAULTS);

function isFault(what: Fault | Action): what is Fault {
  return FAULT_NAMES.has(what);
}

/** Does what is planned when it is planned. It ends when everything that lasts has ended. */
export async function storm(
  stage: Stage,
  fleet: Fleet,
  plan: Plan,
  { say = () => {}, signal }: StormOptions,
): Promise<StormReport> {
  const faults = new Faults(stage, fleet);
  const users = new Users(stage, fleet);
  const met = new Map<Fault | Action, number[]>();
  const happenings: Promise<void>[] = [];
  const begin = performance.now();
  const happen = async (event: PlannedEvent): Promise<void> => {
    const { what } = event;
    // What cannot be done since the database is away has not bitten.
    const n = await (isFault(what) ? faults.strike(what, event) : users.act(what, event)).catch((error: unknown) => {
      say(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return 0;
    });
    met.set(what, [...(met.get(what) ?? []), n]);
    if (isFault(what)) say(`${Math.round((performance.now() - begin) / 1000)} s: ${what} met ${n}`);
  };
  for (const event of plan.events) {
    await delay(Math.max(0, event.at - (performance.now() - begin)), undefined, { signal });
    happenings.push(happen(event));
  }
  await delay(Math.max(0, plan.stormMs - (performance.now() - begin)), undefined, { signal });
  await Promise.all(happenings);
  await users.settle();
  const tally = (what: Fault | Action): Tally => {
    const times = met.get(what) ?? [];
    return {
      planned: times.length,
      bit: times.filter((n) => n > 0).length,
      met: times.reduce((sum, n) => sum + n, 0),
    };
  };
  return {
    faults: Object.fromEntries(FAULTS.map((what) => [what, tally(what)])) as Record<Fault, Tally>,
    actions: Object.fromEntries(ACTIONS.map((what) => [what, tally(what)])) as Record<Action, Tally>,
    started: users.started,
    wrongAnswers: users.wrongAnswers,
  };
}
