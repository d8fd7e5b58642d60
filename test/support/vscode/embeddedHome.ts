import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { scratchFolder } from "../scratch.ts";

const CLI = join(import.meta.dirname, "../../../runtime/dist/cli/main.js");

/** A home for an embedded Postgres of a test's own, which is stopped and removed with it. */
export function embeddedHome(): { readonly home: string; readonly remove: () => void } {
  const { folder: home, remove } = scratchFolder("home");
  return {
    home,
    remove: () => {
      try {
        const env = { ...process.env, ORCHEX_HOME: home, DATABASE_URL: "" };
        execFileSync(process.execPath, [CLI, "db", "stop"], { env, cwd: home, stdio: "ignore" });
      } catch {
        // It did not run.
      }
      remove();
    },
  };
}
