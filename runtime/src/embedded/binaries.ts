import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { databaseError } from "./databaseError.ts";
import { findPackage } from "./platformPackage.ts";
import { privateName } from "./privateName.ts";
import { program } from "./program.ts";
import { repairBinaries } from "./repairBinaries.ts";
import type { RunAs } from "./runAs.ts";
import { runTool } from "./runTool.ts";

/**
 * The folder of programs that the server's user can really run: the package's own, repaired if need be, else a copy in
 * the home (a read-only package without its links; a package under /root, where no other user can look).
 */
export async function findBinaries(home: string, runAs: RunAs | undefined): Promise<string> {
  const installed = findPackage();
  if ((await whyUnusable(installed, runAs)) === undefined) return binariesOf(installed);
  try {
    repairBinaries(installed);
    if ((await whyUnusable(installed, runAs)) === undefined) return binariesOf(installed);
  } catch {
    // Not writable: copied below.
  }
  const copied = join(home, `binaries-${versionOf(installed)}`);
  if (!existsSync(copied)) copyPackage(installed, copied, home);
  const reason = await whyUnusable(copied, runAs);
  if (reason === undefined) return binariesOf(copied);
  throw databaseError("database.binaries-unusable", `The Postgres programs in ${copied} do not run: ${reason}`, {
    remedy: "Set DATABASE_URL to a Postgres of your own.",
  });
}

function binariesOf(folder: string): string {
  return join(folder, "native", "bin");
}

/** Running it tells more than any mode bit: it needs its libraries, and a way through every folder above it. */
async function whyUnusable(folder: string, runAs: RunAs | undefined): Promise<string | undefined> {
  const postgres = program(binariesOf(folder), "postgres");
  const { status, output } = await runTool(postgres, ["--version"], { runAs, timeoutMs: 20_000, cwd: "/" });
  return status === 0 ? undefined : (output.split("\n").at(-1) ?? "");
}

function versionOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { readonly version?: unknown };
  return String(manifest.version);
}

function copyPackage(from: string, to: string, home: string): void {
  const copy = privateName(home, "copy");
  mkdirSync(copy);
  cpSync(join(from, "native"), join(copy, "native"), { recursive: true, verbatimSymlinks: true });
  repairBinaries(copy);
  chmodSync(copy, 0o755);
  try {
    renameSync(copy, to);
  } catch (error) {
    // Another starter's copy is as good; this one is swept away later.
    if (!existsSync(to)) throw error;
  }
}
