import type { WorkerStore } from "../../runtime/dist/store/store.js";
import { Identity } from "../../runtime/dist/worker/identities.js";
import type { WorkerOptions } from "../../runtime/dist/worker/options.js";
import type { Mutant } from "./mutant.ts";

const DAY_MS = 86_400_000;
/** What a worker takes for an answer that it never got. */
const NOTHING = { jobs: [], reach: 0, refused: [], lost: false };

class ForgetfulIdentity extends Identity {
  override doubt(): void {
    this.doubtful = true;
  }
}

/** The worker asks the ledger by other calls than its own. */
function asking(change: (store: WorkerStore) => Partial<WorkerStore>): (options: WorkerOptions) => WorkerOptions {
  return (options) => ({ ...options, store: { ...options.store, ...change(options.store) } });
}

/** Bugs in what a worker decides and asks. A new one is a new entry. */
export const WORKER_BUGS: Readonly<Record<string, Mutant>> = {
  "blind-retry-of-a-lost-answer": {
    bug: "a worker whose claim got no answer claims again and forgets the first one",
    decisions: { givesBack: false },
    worker: asking(({ step }) => ({
      step: (asked) =>
        step(asked).catch((error: unknown) => {
          if (asked.completions.length > 0) throw error;
          return NOTHING;
        }),
    })),
  },
  "low-water-passes-lost-claims": {
    bug: "a worker's low-water mark rises over a claim whose answer was lost",
    decisions: { identity: (registered) => new ForgetfulIdentity(registered) },
  },
  "one-attempt-too-many": {
    bug: "a task gets one attempt more than its policy allows",
    decisions: {
      decide: ({ failures, maxAttempts, backoff }) =>
        failures > maxAttempts
          ? { kind: "dead" }
          : { kind: "retry", delayMs: backoff?.kind === "fixed" ? backoff.delayMs : 0 },
    },
  },
  "notify-only": {
    bug: "a worker looks for work when it is notified and at no other time",
    worker: (options) => ({ ...options, pollIntervalMs: DAY_MS }),
  },
  "never-looks-back": {
    bug: "a worker goes on behind what it claimed, and never looks at what became claimable before that",
    worker: asking(({ step }) => {
      let from = 0;
      return {
        step: async (asked) => {
          const answer = await step({ ...asked, from: Math.max(from, asked.from ?? 0) });
          from = Math.max(from, answer.reach);
          return answer;
        },
      };
    }),
  },
  "result-sent-once": {
    bug: "a result whose answer was lost is taken for stored",
    worker: asking(({ step }) => ({
      step: (asked) =>
        step(asked).catch((error: unknown) => {
          if (asked.completions.length === 0) throw error;
          return NOTHING;
        }),
    })),
  },
  "gives-back-what-runs": {
    bug: "a worker that gives back what lost answers took does not say what it knows of",
    worker: asking(({ releaseOrphans }) => ({ releaseOrphans: (id) => releaseOrphans(id, []) })),
  },
  "recovery-at-the-start-only": {
    bug: "a worker looks for lost workers when it starts and at no other time",
    worker: asking(({ tend }) => {
      let looked = false;
      return {
        tend: async () => {
          if (looked) return { promoted: 0, expired: 0, recovered: [] };
          looked = true;
          return await tend();
        },
      };
    }),
  },
  "no-beat-while-busy": {
    bug: "a worker that holds jobs sends no beat",
    worker: asking(({ beat }) => ({
      beat: async (told) => {
        if (told.ids.every(({ jobs }) => jobs === 0)) return await beat(told);
        return { alive: new Set(told.ids.map(({ workerId }) => workerId)), wanted: "running", stoppedRuns: [] };
      },
      renew: () => Promise.resolve(),
    })),
  },
};
