import { setTimeout as delay } from "node:timers/promises";
import { RunIds } from "../../runtime/dist/api/runId.js";
import { OrchexError } from "../../runtime/dist/dag/index.js";
import type { Fleet } from "./fleet.ts";
import type { Action, PlannedEvent } from "./plan.ts";
import type { Stage } from "./stage.ts";

const AGAIN_MS = 300;
/** Whoever gets no answer asks again until then. */
const PATIENCE_MS = 60_000;
/** For what may only be about to happen. */
const LULL_MS = 5_000;
/** More than this many open runs: the machine is too slow for the plan, and new ones wait for another time. */
const MOST_OPEN = 500;

interface Started {
  readonly runId: string;
  readonly dag: string;
  readonly inputs: string;
}

/** What people do while things break. Each action answers how much it did. */
export class Users {
  /** Every run that was asked for, and whether the answer came that it is there. */
  readonly started = new Map<string, boolean>();
  readonly wrongAnswers: string[] = [];
  readonly #stage: Stage;
  readonly #fleet: Fleet;
  readonly #ids = new RunIds();
  readonly #own: Started[] = [];
  readonly #unsure = new Set<Promise<unknown>>();

  constructor(stage: Stage, fleet: Fleet) {
    this.#stage = stage;
    this.#fleet = fleet;
  }

  async act(action: Action, event: PlannedEvent): Promise<number> {
    switch (action) {
      case "start":
        return await this.#start(event);
      case "start-again":
        return await this.#startAgain(event);
      case "start-with-other-inputs":
        return await this.#startWithOtherInputs(event);
      case "cancel":
        return await this.#cancel(event);
      case "retry-dead":
        return await this.#requeue("dead");
      case "retry-failed":
        return await this.#requeue("failed");
      case "pause":
        return await this.#pause(event);
      case "drain":
        return (await this.#want(event, "draining")) ? 1 : 0;
      case "activate":
        return await this.#activate(event);
    }
  }

  /** Waits until every run that was asked for has its answer. */
  async settle(): Promise<void> {
    await Promise.all(this.#unsure);
  }

  async #start({ dag, runs, inputs, choice }: PlannedEvent): Promise<number> {
    if ((await this.#open()) > MOST_OPEN) return 0;
    const text = JSON.stringify(inputs);
    if (runs === 1) {
      const run = { runId: this.#ids.next(), dag, inputs: text };
      // Some ids are their users', so that a run may be asked for again.
      if (choice < 0.5) {
        this.#own.push(run);
        await this.#ask(run);
        return 1;
      }
    }
    const runIds = Array.from({ length: runs }, () => this.#ids.next());
    for (const runId of runIds) this.started.set(runId, false);
    await this.#stage.ledger.enqueue(dag, {
      runIds,
      inputs: runIds.map(() => text),
      metadata: runIds.map(() => null),
      ownId: false,
    });
    for (const runId of runIds) this.started.set(runId, true);
    return runs;
  }

  /** Asks until there is an answer: the first one may have been lost after the commit. */
  async #ask({ runId, dag, inputs }: Started): Promise<void> {
    this.started.set(runId, this.started.get(runId) ?? false);
    const asking = (async () => {
      const end = performance.now() + PATIENCE_MS;
      for (;;) {
        try {
          await this.#stage.ledger.enqueue(dag, {
            runIds: [runId],
            inputs: [inputs],
            metadata: [JSON.stringify({ asked: performance.now() })],
            ownId: true,
          });
          this.started.set(runId, true);
          return;
        } catch (error) {
          if (!isAway(error) || performance.now() > end) throw error;
          await delay(AGAIN_MS);
        }
      }
    })();
    const settled = asking.catch((error: unknown) => this.wrongAnswers.push(`start of ${runId}: ${String(error)}`));
    this.#unsure.add(settled);
    await settled;
    this.#unsure.delete(settled);
  }

  async #startAgain({ choice }: PlannedEvent): Promise<number> {
    const run = this.#some(choice);
    if (run === undefined) return 0;
    await this.#ask(run);
    return 1;
  }

  async #startWithOtherInputs({ choice }: PlannedEvent): Promise<number> {
    const run = this.#some(choice);
    if (run === undefined || this.started.get(run.runId) !== true) return 0;
    try {
      await this.#stage.ledger.enqueue(run.dag, {
        runIds: [run.runId],
        inputs: ['{"other":true}'],
        metadata: [null],
        ownId: true,
      });
      this.wrongAnswers.push(`run ${run.runId} was accepted with other inputs`);
    } catch (error) {
      if (error instanceof OrchexError && error.code === "run.taken") return 1;
      throw error;
    }
    return 0;
  }

  /** The jobs that were told to end. */
  async #cancel({ choice }: PlannedEvent): Promise<number> {
    const open = await this.#stage.query<{ run_id: string }>(
      "select r.run_id from orchex.runs r where r.finished_at is null order by r.run_id",
    );
    const run = open[Math.floor(choice * open.length)];
    if (run === undefined) return 0;
    const answer = await this.#stage.ledger.cancel(run.run_id);
    return answer !== null && "cancelled" in answer ? answer.cancelled : 0;
  }

  /** Waits a while for something to retry. */
  async #requeue(status: "dead" | "failed"): Promise<number> {
    const everything = { dag: null, task: null, since: null, minAttempts: null, run: null };
    const end = performance.now() + LULL_MS;
    for (;;) {
      const retried = await this.#stage.ledger.requeue({ status, ...everything });
      if (retried > 0 || performance.now() > end) return retried;
      await delay(AGAIN_MS);
    }
  }

  /** 1 when both wishes were heard. A paused worker that nobody resumes stays so: until it dies, or is asked to end. */
  async #pause(event: PlannedEvent): Promise<number> {
    const paused = await this.#want(event, "paused");
    await delay(event.ms);
    return (await this.#want(event, "running")) && paused ? 1 : 0;
  }

  /** Asks for it until it is heard: the database may be away, and the worker only about to come. */
  async #want({ worker }: PlannedEvent, wanted: "paused" | "running" | "draining"): Promise<boolean> {
    const { members } = this.#fleet;
    const end = performance.now() + PATIENCE_MS;
    while (performance.now() < end) {
      const name = members[worker % members.length]?.name ?? "";
      try {
        if (await this.#stage.ledger.wantWorker(name, wanted)) return true;
      } catch (error) {
        if (!isAway(error)) throw error;
      }
      await delay(AGAIN_MS);
    }
    return false;
  }

  async #activate({ choice }: PlannedEvent): Promise<number> {
    const { versions, ledger } = this.#stage;
    const version = versions[Math.floor(choice * versions.length)] ?? "";
    const before = await ledger.activeSnapshot("shifting");
    await ledger.activate("shifting", version);
    return before?.version === version ? 0 : 1;
  }

  #some(choice: number): Started | undefined {
    return this.#own[Math.floor(choice * this.#own.length)];
  }

  async #open(): Promise<number> {
    const [row] = await this.#stage.query<{ n: number }>(
      "select count(*)::int as n from orchex.runs r where r.finished_at is null",
    );
    return row?.n ?? 0;
  }
}

function isAway(error: unknown): boolean {
  return error instanceof OrchexError && error.code.startsWith("database.");
}
