import type { Identity } from "./identities.ts";

/** A write about a job, with the registration it was claimed under. */
export interface Owned {
  readonly identity: Identity;
}
