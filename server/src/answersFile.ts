import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { analysisVersion } from "orchex-analysis";
import type { Problem } from "orchex/dag";
import type { FileStamp } from "./factsFile.ts";
import { isSettledFile } from "./isSettledFile.ts";
import { writeWhole } from "./writeWhole.ts";

export type Stamps = ReadonlyMap<string, FileStamp>;
/** By file its problems as JSON: most are never asked for. */
export type Answers = ReadonlyMap<string, string>;

/**
 * What was wrong in a folder when it was last looked at, kept on disk: as long as not one of its files is another, the
 * first answer needs nothing else.
 */
export class AnswersFile {
  readonly #path: string;
  readonly #version: string;

  /** `programVersion` tells one build of this program from another, `excluded` are names of folders not looked into. */
  constructor(cacheFolder: string, folder: string, programVersion: string, excluded: ReadonlySet<string>) {
    this.#path = join(cacheFolder, "facts", `${createHash("sha1").update(folder).digest("hex")}.answers.json`);
    this.#version = JSON.stringify([analysisVersion, programVersion, [...excluded].sort()]);
  }

  /** The problems by file; null when they were found in other files than these, or by another program. */
  load(stamps: Stamps): Answers | null {
    try {
      const content = JSON.parse(readFileSync(this.#path, "utf8")) as Content;
      if (content.version !== this.#version || content.stamps.length !== stamps.size) return null;
      for (const [file, size, mtimeMs] of content.stamps) {
        const stamp = stamps.get(file);
        if (stamp === undefined || stamp.size !== size || stamp.mtimeMs !== mtimeMs) return null;
      }
      return new Map(content.problems);
    } catch {
      return null;
    }
  }

  /** Keeps answers about files with these stamps, unless one of them may be written again without its stamp changing. */
  save(stamps: Stamps, answers: ReadonlyMap<string, readonly Problem[]>, now: number): void {
    if (![...stamps.values()].every((stamp) => isSettledFile(stamp, now))) return;
    const content: Content = {
      version: this.#version,
      stamps: Array.from(stamps, ([file, { size, mtimeMs }]) => [file, size, mtimeMs] as const),
      problems: Array.from(answers, ([file, problems]) => [file, JSON.stringify(problems)] as const),
    };
    writeWhole(this.#path, JSON.stringify(content));
  }
}

interface Content {
  readonly version: string;
  readonly stamps: readonly (readonly [file: string, size: number, mtimeMs: number])[];
  readonly problems: readonly (readonly [file: string, problems: string])[];
}
