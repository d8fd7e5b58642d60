import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { analysisVersion, type CachedFacts } from "orchex-analysis";
import { isSettledFile } from "./isSettledFile.ts";
import { writeWhole } from "./writeWhole.ts";

/** What tells whether a file is still the one that was looked at. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
}

export interface StampedFacts extends FileStamp {
  readonly facts: CachedFacts | null;
}

/** What is known of a folder's files, kept on disk from one start to the next. */
export class FactsFile {
  readonly #path: string;

  constructor(cacheFolder: string, folder: string) {
    this.#path = join(cacheFolder, "facts", `${createHash("sha1").update(folder).digest("hex")}.json`);
  }

  /** By file; empty when there is nothing, or when an analysis of another version wrote it. */
  load(): ReadonlyMap<string, StampedFacts> {
    try {
      const content = JSON.parse(readFileSync(this.#path, "utf8")) as Content;
      return content.version === analysisVersion ? new Map(content.files) : new Map();
    } catch {
      return new Map();
    }
  }

  save(files: Iterable<readonly [file: string, facts: StampedFacts]>, now: number): void {
    const kept = [...files].filter(([, stamp]) => isSettledFile(stamp, now));
    writeWhole(this.#path, JSON.stringify({ version: analysisVersion, files: kept } satisfies Content));
  }
}

interface Content {
  readonly version: string;
  readonly files: readonly (readonly [file: string, facts: StampedFacts])[];
}
