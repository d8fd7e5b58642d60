import { isDeepStrictEqual } from "node:util";

/** Throws where engine and model have come to something different. */
export function agree(what: string, engine: unknown, model: unknown): void {
  if (!isDeepStrictEqual(engine, model))
    throw new Error(`${what}: the engine says ${JSON.stringify(engine)}, the model ${JSON.stringify(model)}`);
}
