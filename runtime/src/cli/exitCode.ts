import { problemCodes } from "../dag/problemCodes.ts";

export const EXIT = {
  done: 0,
  /** Problems were found, there is drift, a run failed, the ledger's state does not allow it. */
  no: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  /** The database cannot be reached, or does not let us work. */
  database: 3,
  /** It would destroy something and was not confirmed. */
  refused: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** By error code; the longest entry that the code is or starts with (up to a dot) counts. */
const BY_CODE: ReadonlyMap<string, ExitCode> = new Map<string, ExitCode>(
  Object.entries({
    usage: EXIT.usage,
    config: EXIT.usage,
    module: EXIT.usage,
    json: EXIT.usage,
    check: EXIT.usage,
    dag: EXIT.usage,
    "dag.invalid": EXIT.no,
    task: EXIT.usage,
    run: EXIT.no,
    "run.invalid-id": EXIT.usage,
    snapshot: EXIT.no,
    worker: EXIT.no,
    "worker.invalid-id": EXIT.usage,
    database: EXIT.database,
    "database.schema-missing": EXIT.usage,
    "database.schema-older": EXIT.usage,
    "database.schema-newer": EXIT.usage,
    "cli.refused": EXIT.refused,
  }),
);

/** What the process exits with after an error; one without a code is a defect of ours. */
export function exitCodeOf(code: string): ExitCode {
  if (Object.hasOwn(problemCodes, code)) return EXIT.no;
  for (let known = code; known !== ""; known = known.slice(0, Math.max(0, known.lastIndexOf(".")))) {
    const exit = BY_CODE.get(known);
    if (exit !== undefined) return exit;
  }
  return EXIT.no;
}

/** For `--help`. */
export const EXIT_CODE_HELP = `
Exit codes:
  0    done
  1    the answer is no: problems, drift, a failed run, no such run, no active snapshot
  2    wrong usage or configuration: an option, a module, a name, the schema's version
  3    the database cannot be reached, or refuses
  4    refused: it would destroy something and was not confirmed
  130  interrupted`;
