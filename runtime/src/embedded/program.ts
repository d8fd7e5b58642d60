import { join } from "node:path";

/** The path of one of Postgres' programs. */
export function program(binariesDir: string, name: "postgres" | "initdb" | "pg_ctl"): string {
  return join(binariesDir, process.platform === "win32" ? `${name}.exe` : name);
}
