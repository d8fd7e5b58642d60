import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Mutant, Patch } from "./mutant.ts";

const STORE = fileURLToPath(new URL("../../runtime/src/store/", import.meta.url));
const FUNCTION = /^create (?:or replace )?function orchex\.(\w+)/;

/** The change to the store's SQL, for `frozenLedger`. */
export function rewriteOf({ sql = [] }: Mutant): (text: string) => string {
  return (text) => sql.reduce(patched, text);
}

/** What is not in the store's SQL as it must be: the store has changed, and the mutant must follow. */
export function staleTexts({ sql = [] }: Mutant): string[] {
  const whole = [functions(), ...["migrate.ts", ...filesIn("statements", ".ts")].map(read)].join("\n");
  return sql
    .map(([find]) => find)
    .filter((find) => (typeof find === "string" ? whole.split(find).length !== 2 : whole.search(find) < 0))
    .map(String);
}

/** Whether all of it is in the ledger's functions, so that it can be planted in a ledger that is there. */
export function isInFunctions({ sql = [] }: Mutant): boolean {
  const whole = functions();
  return sql.length > 0 && sql.every(([find]) => whole.split(find).length > 1);
}

function patched(text: string, [find, replace]: Patch): string {
  if (typeof find === "string" || typeof replace === "function") {
    return text.replace(find, (found) => (typeof replace === "function" ? replace(found) : replace));
  }
  return text.replace(find, replace);
}

/** What the migrations come to: each function as it was made last, and what is no function. */
function functions(): string {
  const parts = filesIn("migrations", ".sql").flatMap((file) => read(file).split(/^(?=create )/m));
  const last = new Map(parts.map((part, index) => [FUNCTION.exec(part)?.[1] ?? String(index), part]));
  return [...last.values()].join("");
}

function read(file: string): string {
  return readFileSync(`${STORE}${file}`, "utf8");
}

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(`${STORE}${folder}`)
    .filter((file) => file.endsWith(ending))
    .sort()
    .map((file) => `${folder}/${file}`);
}
