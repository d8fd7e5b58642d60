import { OrchexError } from "../../runtime/dist/dag/error.js";
import type { WorkerStore } from "../../runtime/dist/store/store.js";
import type { Random } from "./random.ts";
import type { Weather } from "./scenario.ts";
import type { SimulatedLedger } from "./simulatedLedger.ts";
import type { Actor, VirtualTime } from "./virtualTime.ts";

/** The way between the workers and the ledger, and the ledger's own health. */
export interface Network {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly ledger: SimulatedLedger;
  readonly server: Actor;
  /** As it is now. */
  weather: () => Weather;
  /** The database answers. */
  up: boolean;
  readonly count: (what: string) => void;
  /** Something kept this process from renewing its leases. */
  readonly trouble: (process: Actor, untilMs: number) => void;
  readonly listeners: Map<Actor, (message: string) => void>;
  /** The process knows that it stands in the ledger under this id. */
  readonly onRegistered: (process: Actor, workerId: number) => void;
}

/** After this a client gives up on an answer; sooner where leases hang on it. */
const PATIENCE_MS = 35_000;
const LEASE_PATIENCE_MS = 8_000;
/** A statement that somebody has given up on may still be done this long afterwards. */
const LATER_MS = 20_000;

/** A worker's connection to the simulated ledger: calls take time, get lost, come late, or find nobody there. */
export function simulatedStore(network: Network, process: Actor): WorkerStore & { cut: boolean } {
  const { time, random, ledger, server } = network;
  let lastAnswerAt = time.now;
  const store = {
    /** Nothing goes through. */
    cut: false,
    clock: () => callForLease(() => String(time.now)),
    register: async (worker: Parameters<WorkerStore["register"]>[0]) => {
      const registered = await callForLease(() => ledger.register(worker));
      network.onRegistered(process, registered.workerId);
      return registered;
    },
    step: (step: Parameters<WorkerStore["step"]>[0]) => call(() => ledger.step(step)),
    fail: (failures: Parameters<WorkerStore["fail"]>[0]) => call(() => ledger.fail(failures)),
    release: (jobs: Parameters<WorkerStore["release"]>[0]) => call(() => ledger.release(jobs)),
    skip: (id: number, jobs: Parameters<WorkerStore["skip"]>[1]) => call(() => ledger.skip(id, jobs)),
    releaseOrphans: (id: number, tokens: readonly string[]) => call(() => ledger.releaseOrphans(id, tokens)),
    beat: (beat: Parameters<WorkerStore["beat"]>[0]) => callForLease(() => ledger.beat(beat)),
    renew: (ids: readonly number[], leaseMs: number) => callForLease(() => ledger.renew(ids, leaseMs)),
    tend: () =>
      call(() => {
        const tended = ledger.tend();
        if (tended.promoted > 0) notify(network, "ready");
        return tended;
      }),
    setWaiting: (id: number, waiting: boolean) => callForLease(() => ledger.setWaiting(id, waiting)),
    loadSnapshot: (id: number) => call(() => ledger.loadSnapshot(id)),
    loadRuns: (ids: readonly string[]) => call(() => ledger.loadRuns(ids)),
    loadResults: (keys: Parameters<WorkerStore["loadResults"]>[0]) => call(() => ledger.loadResults(keys)),
    anyOpen: () => call(() => ledger.anyOpen()),
    depth: () => call(() => 0),
    endWorker: (id: number) => callForLease(() => ledger.endWorker(id)),
    silentMs: () => time.now - lastAnswerAt,
    subscribe: (onMessage: (message: string) => void) => {
      network.listeners.set(process, onMessage);
      return Promise.resolve({
        active: true,
        close: () => {
          network.listeners.delete(process);
          return Promise.resolve();
        },
      });
    },
    close: () => Promise.resolve(),
  };
  return store;

  function callForLease<Answer>(work: () => Answer): Promise<Answer> {
    return call(work, LEASE_PATIENCE_MS);
  }

  function call<Answer>(work: () => Answer, patienceMs = PATIENCE_MS): Promise<Answer> {
    const { lostRequest, lostAnswer, late } = network.weather();
    return new Promise<Answer>((resolve, reject) => {
      const away = (afterMs: number) => {
        network.trouble(process, time.now + afterMs);
        time.at(afterMs, process, () => reject(new OrchexError("database.unreachable", "The database is away")));
      };
      const way = () => random.between(0.5, 1.5) * network.weather().latencyMs;
      if (store.cut || random.chance(lostRequest)) {
        network.count("lost requests");
        away(way());
        return;
      }
      const isLate = random.chance(late);
      if (isLate) {
        network.count("late statements");
        away(patienceMs);
      }
      time.at(isLate ? patienceMs + random.between(0, LATER_MS) : way(), server, () => {
        if (!network.up) {
          if (!isLate) away(way());
          return;
        }
        ledger.model.now = time.now;
        let answer: Answer;
        try {
          answer = work();
        } catch (error) {
          time.at(0, process, () => reject(error));
          return;
        }
        if (isLate) return;
        if (random.chance(lostAnswer) || store.cut) {
          network.count("lost answers");
          away(way());
          return;
        }
        time.at(way(), process, () => {
          lastAnswerAt = time.now;
          resolve(answer);
        });
      });
    });
  }
}

/** Tells whoever listens, unless it gets lost. */
export function notify({ time, random, weather, listeners, count }: Network, message: string): void {
  for (const [process, listener] of listeners) {
    if (random.chance(weather().lostNotification)) count("lost notifications");
    else time.at(random.between(0.5, 1.5) * weather().latencyMs, process, () => listener(message));
  }
}
