import { randomBytes } from "node:crypto";
import { join } from "node:path";

export type PrivateKind = "init" | "turn" | "copy" | "state";

/** A name in the home that only this process uses, and by which others see whether its maker still lives. */
export function privateName(home: string, kind: PrivateKind): string {
  return join(home, `${kind}-${process.pid}-${randomBytes(6).toString("hex")}`);
}
