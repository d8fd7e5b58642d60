import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { analysisVersion, type CachedFacts } from "orchex-analysis";

/** What tells whether a file is still the one that was looked at. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
}

export interface StampedFacts extends FileStamp {
  readonly facts: CachedFacts | null;
}

/** A file written so shortly before it was looked at may be written again without its stamp changing. */
const RACY_MS = 2000;

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

  /** A cache that cannot be written is no cache; nothing else depends on it. */
  save(files: Iterable<readonly [file: string, facts: StampedFacts]>, now: number): void {
    const kept = [...files].filter(([, { mtimeMs }]) => mtimeMs < now - RACY_MS);
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      // Whole or not at all: another server may be reading.
      const unfinished = `${this.#path}.${process.pid}`;
      writeFileSync(unfinished, JSON.stringify({ version: analysisVersion, files: kept } satisfies Content), {
        mode: 0o600,
      });
      renameSync(unfinished, this.#path);
    } catch {
      // The next start reads the files.
    }
  }
}

interface Content {
  readonly version: string;
  readonly files: readonly (readonly [file: string, facts: StampedFacts])[];
}
