import type { ClaimedJob } from "../store/store.ts";
import type { Identity } from "./identities.ts";
import type { PlannedTask } from "./snapshotPlan.ts";

/** Why the engine ends a body, and what is then recorded, whatever the body still answers. */
export interface Ending {
  readonly kind: "timed-out" | "cancelled" | "released" | "lost";
  /** Monotonic milliseconds at which the body was asked to end. */
  readonly since: number;
  readonly error: string;
  forced: boolean;
}

/** A job whose body runs, or is queued before a thread. */
export interface Held {
  readonly slot: number;
  readonly generation: number;
  readonly job: ClaimedJob;
  readonly task: PlannedTask;
  readonly identity: Identity;
  /** Monotonic milliseconds at which it was handed to the executor. */
  readonly since: number;
  /** Milliseconds the body may take. */
  readonly timeoutMs: number;
  ending: Ending | undefined;
}
