import type { Params } from "./params.ts";
import type { Progress } from "./protocol.ts";

/** Tells how a request gets on, if it asked for that. */
export function progressOf(params: Params, onProgress: (progress: Progress) => void): (message: string) => void {
  const token = params.optionalText("progress");
  return token === undefined ? () => {} : (message) => onProgress({ token, message });
}
