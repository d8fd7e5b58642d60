import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Mutant } from "./mutants.ts";

const STORE = fileURLToPath(new URL("../../runtime/src/store/", import.meta.url));

/** The change to the store's SQL, for `frozenLedger`. */
export function rewriteOf({ sql = [] }: Mutant): (text: string) => string {
  return (text) => sql.reduce((changed, [find, replace]) => changed.replace(find, () => replace), text);
}

/** Texts that are not in the store's SQL exactly once: the store has changed, and the mutant must follow. */
export function staleTexts({ sql = [] }: Mutant): string[] {
  const sources = ["migrate.ts", ...filesIn("migrations", ".sql"), ...filesIn("statements", ".ts")];
  const whole = sources.map((file) => readFileSync(`${STORE}${file}`, "utf8")).join("\n");
  return sql.map(([find]) => find).filter((find) => whole.split(find).length !== 2);
}

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(`${STORE}${folder}`)
    .filter((file) => file.endsWith(ending))
    .map((file) => `${folder}/${file}`);
}
