import { randomBytes } from "node:crypto";

/** An id for a worker that was given none: short enough to be typed after `orchex workers stop`. */
export function workerName(kind = "worker"): string {
  return `${kind}-${randomBytes(4).toString("hex")}`;
}
