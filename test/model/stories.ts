import type { Story } from "./checkModel.ts";
import type { Command } from "./commands.ts";

const TASK = { name: "a", requires: [], priority: 5, maxAttempts: 1, delayMs: 0 };
const ONE = { timeoutMs: null, tasks: [TASK] };
const TIMED = { timeoutMs: 50_000, tasks: [TASK] };

function command(kind: string, parameters: object = {}): Command {
  return { kind, parameters };
}

/** The last of three requires the other two. */
const JOINED = {
  timeoutMs: null,
  tasks: [TASK, { ...TASK, name: "b" }, { ...TASK, name: "c", requires: [0, 1] }],
};

const PAIR = { timeoutMs: null, tasks: [TASK, { ...TASK, name: "b" }] };

const START = command("start", { dag: 0, inputs: 0, own: false });
const CLAIM = command("claim", { worker: 0, limit: 0, lost: false, naming: false });
const CLAIM_ALL = command("claim", { worker: 0, limit: 4, lost: false, naming: false });
const FAIL = command("fail", { hand: 0, timedOut: false });

/** Stories told every time: what told engine and model apart before it was mended, and what chance seldom comes to. */
export const STORIES: Readonly<Record<string, Story>> = {
  "a job that is given back under the claim it died with is not counted off its run again": {
    shapes: [ONE, ONE],
    commands: [START, CLAIM, FAIL, command("late", { claim: 0, how: 2 })],
  },
  "what an ended worker held comes back also when nobody looked for ten minutes": {
    shapes: [ONE, ONE],
    commands: [START, CLAIM, command("leave", { worker: 0 }), command("advance", { ms: 600_000 }), command("tend")],
  },
  "a finished run that is retried has the time of a whole run again": {
    shapes: [TIMED, ONE],
    commands: [
      START,
      CLAIM,
      FAIL,
      command("advance", { ms: 60_000 }),
      command("tend"),
      command("retry", { failed: false, run: 0, ofRun: false, task: 0, ofTask: false }),
    ],
  },
  "what two dead jobs blocked names the one that still does when the other is retried": {
    shapes: [JOINED, ONE],
    commands: [
      START,
      CLAIM_ALL,
      FAIL,
      FAIL,
      command("retry", { failed: false, run: 0, ofRun: false, task: 0, ofTask: true }),
    ],
  },
  "code that is no newer than the snapshot does not say that a task is gone": {
    shapes: [PAIR, ONE],
    commands: [START, CLAIM_ALL, command("skip", { hand: 0 })],
  },
};
