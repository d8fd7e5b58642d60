import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { scratchFolder } from "./scratch.ts";
import { until } from "./until.ts";

/** Where bodies of fixtures and their test meet, whichever process they are in: gates to open, and a journal. */
export interface Scene {
  /** Give it to the run as its input `folder`. */
  readonly folder: string;
  readonly open: (gate: string) => void;
  /** The lines that bodies wrote, in order. */
  readonly journal: () => string[];
  /** Waits until some body has written this line. */
  readonly wrote: (line: string) => Promise<void>;
}

export function scene(): Scene {
  const { folder, remove } = scratchFolder("scene");
  onTestFinished(remove);
  const journalFile = join(folder, "journal");
  writeFileSync(journalFile, "");
  const journal = () => readFileSync(journalFile, "utf8").split("\n").slice(0, -1);
  return {
    folder,
    journal,
    open: (gate) => writeFileSync(join(folder, gate), ""),
    wrote: async (line) => {
      await until(`a body wrote "${line}"`, () => journal().includes(line));
    },
  };
}
