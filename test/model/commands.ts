import * as fc from "fast-check";
import type { Actor } from "./actor.ts";
import type { World } from "./world.ts";

/** A command is data: what it picks from (workers, runs, claims) is known only when it is its turn. */
interface Kind<Parameters> {
  readonly weight: number;
  readonly parameters: { readonly [Name in keyof Parameters]: fc.Arbitrary<Parameters[Name]> };
  readonly run: (world: World, parameters: Parameters) => Promise<void>;
}

export interface Command {
  readonly kind: string;
  readonly parameters: unknown;
}

function kind<Parameters>(definition: Kind<Parameters>): Kind<unknown> {
  return definition as unknown as Kind<unknown>;
}

const one = fc.nat({ max: 30 });
const yes = fc.boolean();
const rarely = fc.nat({ max: 9 }).map((n) => n === 9);

function pick<Item>(items: readonly Item[], n: number): Item | undefined {
  return items[n % Math.max(items.length, 1)];
}

function up(world: World, n: number): Actor | undefined {
  return pick(
    world.workers.actors.filter((actor) => actor.up),
    n,
  );
}

function runOf(world: World, n: number) {
  return pick([...world.model.runs.values()], n);
}

const runId = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;

/** A new command is a new entry. */
export const COMMANDS: Readonly<Record<string, Kind<unknown>>> = {
  start: kind<{ dag: number; inputs: number; own: boolean }>({
    weight: 6,
    parameters: { dag: fc.nat({ max: 1 }), inputs: one, own: yes },
    run: async (world, { dag, inputs, own }) => {
      const id = runId(world.model.runs.size + 1);
      await world.start(id, pick(world.dags, dag) ?? "", inputsOf(inputs), null, own);
    },
  }),
  "start again": kind<{ run: number; same: boolean; otherDag: boolean; metadata: number }>({
    weight: 2,
    parameters: { run: one, same: yes, otherDag: rarely, metadata: one },
    run: async (world, { run: n, same, otherDag, metadata }) => {
      const run = runOf(world, n);
      if (run === undefined) return;
      const dag = otherDag ? (world.dags.find((name) => name !== run.snapshot.dag) ?? "") : run.snapshot.dag;
      await world.start(run.id, dag, same ? run.inputs : inputsOf(n + 31), JSON.stringify({ metadata }), true);
    },
  }),
  activate: kind<{ dag: number; which: number }>({
    weight: 1,
    parameters: { dag: fc.nat({ max: 1 }), which: fc.nat({ max: 1 }) },
    run: async (world, { dag, which }) => world.activate(pick(world.dags, dag) ?? "", which),
  }),
  register: kind<{ dags: number; lacks: number; leaseMs: number }>({
    weight: 2,
    parameters: { dags: fc.nat({ max: 2 }), lacks: fc.nat({ max: 9 }), leaseMs: fc.constantFrom(30_000, 10_000) },
    run: async (world, { dags, lacks, leaseMs }) => {
      const names = [["one", "two"], ["one"], ["two"]][dags] ?? [];
      // Every other worker lacks a task that another version of the code has.
      const lacking = lacks < 5 ? [`${names[0]} ${"abcde".charAt(lacks)}`] : [];
      await world.workers.register(names, lacking, leaseMs);
    },
  }),
  "go on under a new id": kind<{ worker: number }>({
    weight: 2,
    parameters: { worker: one },
    run: async (world, { worker: n }) => {
      const retired = world.workers.actors.filter((actor) => actor.up && actor.identity.retired && !actor.replaced);
      const actor = pick(retired, n);
      if (actor === undefined) return;
      actor.replaced = true;
      await world.workers.register(actor.worker.dags, [...actor.worker.lacks], actor.leaseMs, actor);
    },
  }),
  claim: kind<{ worker: number; limit: number; lost: boolean; naming: boolean; overlap: boolean }>({
    weight: 8,
    parameters: { worker: one, limit: fc.nat({ max: 4 }), lost: rarely, naming: yes, overlap: yes },
    run: async (world, { worker: n, limit, lost, naming, overlap }) => {
      const actor = up(world, n);
      if (actor !== undefined) await world.workers.step(actor, [], limit + 1, { lost, naming, overlap });
    },
  }),
  complete: kind<{ worker: number; count: number; limit: number; lost: boolean }>({
    weight: 8,
    parameters: { worker: one, count: fc.nat({ max: 4 }), limit: fc.nat({ max: 3 }), lost: rarely },
    run: async (world, { worker: n, count, limit, lost }) => {
      const actor = pick(
        world.workers.actors.filter((one) => one.up && one.hands.length > 0),
        n,
      );
      if (actor !== undefined) await world.workers.step(actor, actor.hands.slice(0, count + 1), limit, { lost });
    },
  }),
  fail: kind<{ hand: number; timedOut: boolean }>({
    weight: 7,
    parameters: { hand: one, timedOut: rarely },
    run: async (world, { hand: n, timedOut }) => {
      const hand = pick(hands(world), n);
      if (hand !== undefined) await world.workers.fail(hand, timedOut ? "timed-out" : "failed");
    },
  }),
  release: kind<{ hand: number }>({
    weight: 2,
    parameters: { hand: one },
    run: async (world, { hand: n }) => {
      const hand = pick(hands(world), n);
      if (hand !== undefined) await world.workers.release([hand]);
    },
  }),
  skip: kind<{ hand: number }>({
    weight: 2,
    parameters: { hand: one },
    run: async (world, { hand: n }) => {
      const lacking = hands(world).filter((hand) => world.workers.lacks(hand));
      const hand = pick(lacking.length > 0 ? lacking : hands(world), n);
      if (hand !== undefined) await world.workers.skip(hand.owner, hand);
    },
  }),
  late: kind<{ claim: number; how: number }>({
    weight: 4,
    parameters: { claim: fc.nat({ max: 100 }), how: fc.nat({ max: 3 }) },
    run: async (world, { claim, how }) => {
      // Most telling where another claim of the same job is in force.
      const stale = world.workers.claims.filter((old) => {
        const { status, token } = world.model.job(old.run, old.no);
        return status === "processing" && token !== old.token;
      });
      const hand = pick(stale.length > 0 && claim % 2 === 0 ? stale : world.workers.claims, claim >> 1);
      if (hand === undefined) return;
      if (how === 0) await world.workers.step(hand.owner, [hand], 0);
      else if (how === 1) await world.workers.fail(hand, "failed");
      else if (how === 2) await world.workers.release([hand]);
      else await world.workers.skip(hand.owner, hand);
    },
  }),
  again: kind<{ write: number }>({
    weight: 4,
    parameters: { write: fc.nat({ max: 100 }) },
    run: async (world, { write }) => pick([...world.workers.writes].reverse(), write)?.(),
  }),
  beat: kind<{ worker: number }>({
    weight: 4,
    parameters: { worker: one },
    run: async (world, { worker: n }) => {
      const actor = up(world, n);
      if (actor !== undefined) await world.workers.beat(actor);
    },
  }),
  settle: kind<{ worker: number }>({
    weight: 1,
    parameters: { worker: one },
    run: async (world, { worker: n }) => {
      const actor = pick(
        world.workers.actors.filter((one) => one.up && one.identity.retired),
        n,
      );
      if (actor !== undefined) await world.workers.settle(actor);
    },
  }),
  advance: kind<{ ms: number }>({
    weight: 5,
    parameters: { ms: fc.constantFrom(5_000, 1, 15_000, 31_000, 60_000, 600_000) },
    run: async (world, { ms }) => world.advance(ms),
  }),
  kill: kind<{ worker: number }>({
    weight: 2,
    parameters: { worker: one },
    run: async (world, { worker: n }) => {
      const actor = up(world, n);
      if (actor !== undefined) actor.up = false;
    },
  }),
  leave: kind<{ worker: number }>({
    weight: 1,
    parameters: { worker: one },
    run: async (world, { worker: n }) => {
      const actor = up(world, n);
      if (actor !== undefined) await world.workers.leave(actor);
    },
  }),
  tend: kind<object>({ weight: 5, parameters: {}, run: async (world) => world.tend() }),
  cancel: kind<{ run: number }>({
    weight: 2,
    parameters: { run: one },
    run: async (world, { run: n }) => {
      const run = runOf(world, n);
      if (run !== undefined) await world.cancel(run);
    },
  }),
  retry: kind<{ failed: boolean; run: number; ofRun: boolean; task: number; ofTask: boolean }>({
    weight: 3,
    parameters: { failed: rarely, run: one, ofRun: yes, task: fc.nat({ max: 4 }), ofTask: yes },
    run: async (world, { failed, run, ofRun, task, ofTask }) =>
      world.retry(failed ? "failed" : "dead", {
        run: ofRun ? (runOf(world, run)?.id ?? null) : null,
        task: ofTask ? "abcde".charAt(task) : null,
      }),
  }),
  want: kind<{ worker: number; wanted: "paused" | "running" | "draining" }>({
    weight: 1,
    parameters: { worker: one, wanted: fc.constantFrom("paused", "running", "draining") },
    run: async (world, { worker: n, wanted }) => {
      const actor = pick(world.workers.actors, n);
      if (actor !== undefined) await world.workers.want(actor, wanted);
    },
  }),
};

function hands(world: World) {
  return world.workers.actors.filter(({ up }) => up).flatMap((actor) => actor.hands);
}

/** Some are larger than what a run's row holds. */
function inputsOf(n: number): string {
  return JSON.stringify({ n, ...(n % 7 === 6 ? { text: "é".repeat(550) } : {}) });
}

export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  ...Object.entries(COMMANDS).map(([name, { weight, parameters }]) => ({
    weight,
    arbitrary: fc.record({ kind: fc.constant(name), parameters: fc.record(parameters) }),
  })),
);
