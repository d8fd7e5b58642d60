import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the DAG modules that the engine's tests run. */
export const FIXTURES = fileURLToPath(new URL("../fixtures/engine/", import.meta.url));

export function fixture(file: string): string {
  return join(FIXTURES, file);
}
