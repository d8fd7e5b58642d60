import { chmodSync, existsSync, mkdtempSync, realpathSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MEMORY = "/dev/shm";

/** A folder that other users may look into, in memory where there is room: clusters are thousands of small files. */
export function scratchFolder(name: string): { readonly folder: string; readonly remove: () => void } {
  const roomy = existsSync(MEMORY) && statfsSync(MEMORY).bavail * statfsSync(MEMORY).bsize > 2 ** 30;
  const folder = realpathSync(mkdtempSync(join(roomy ? MEMORY : tmpdir(), `orchex-${name}-`)));
  chmodSync(folder, 0o755);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}
