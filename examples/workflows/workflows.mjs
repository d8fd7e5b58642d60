import { readdirSync, readFileSync } from "node:fs";

const INSTANCES = new URL("instances/", import.meta.url);

/** The real workflows: `{ name, source, tasks: [{ name, requires, seconds }] }`, smallest first. */
export function workflows() {
  return readdirSync(INSTANCES)
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(readFileSync(new URL(file, INSTANCES), "utf8")))
    .sort((a, b) => a.tasks.length - b.tasks.length);
}
