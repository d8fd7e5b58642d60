// Writes runtime/src/store/migrations.generated.ts from the .sql files beside it, so that the package reads no file at
// run time and can be bundled. `--check` only compares, and fails when they are out of step.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../runtime/src/store/migrations/", import.meta.url));
const target = fileURLToPath(new URL("../runtime/src/store/migrations.generated.ts", import.meta.url));

const migrations = readdirSync(folder)
  .filter((file) => file.endsWith(".sql"))
  .sort()
  .map((file) => ({
    id: Number(file.slice(0, 4)),
    name: file.slice(5, -4),
    sql: readFileSync(`${folder}${file}`, "utf8"),
  }));

const text = `// Generated from migrations/*.sql by scripts/embed-migrations.mjs.
export const MIGRATIONS: readonly { readonly id: number; readonly name: string; readonly sql: string }[] = ${JSON.stringify(migrations, null, 2)};
`;

if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== text) {
    console.error("runtime/src/store/migrations.generated.ts is out of step: run `npm run embed-migrations`.");
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}
