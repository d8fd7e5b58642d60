import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { EXPECTED, EXPECTED_OF_LONG } from "./encounters.ts";
import type { Violation } from "./judge.ts";
import { ACTIONS, FAULTS, type Traits } from "./plan.ts";
import type { StormReport, Tally } from "./storm.ts";

export interface SoakReport extends Pick<StormReport, "faults" | "actions"> {
  readonly seed: number;
  readonly minutes: number;
  readonly startedAt: string;
  readonly machine: string;
  readonly workers: readonly Traits[];
  /** Why there was none; null: there was one. */
  readonly pooler: string | null;
  /** From the last fault until nothing was open any more. */
  readonly calmSeconds: number;
  /** `void`: nothing is broken, but something that was to happen did not, so that nothing is shown either. */
  readonly verdict: "sound" | "broken" | "void";
  readonly violations: readonly Violation[];
  /** What was to happen and did not. */
  readonly tame: readonly string[];
  /** What happened to jobs, and what workers said. */
  readonly encounters: Readonly<Record<string, number>>;
}

/** A storm of this length has time for everything. */
const LONG_MINUTES = 5;

export function tameness(
  { faults, actions }: Pick<StormReport, "faults" | "actions">,
  encounters: Readonly<Record<string, number>>,
  { minutes, pooler }: { readonly minutes: number; readonly pooler: string | null },
): string[] {
  const harmless = FAULTS.filter((fault) => faults[fault].bit === 0 && !(fault === "pooler" && pooler !== null));
  const undone = ACTIONS.filter((action) => actions[action].bit === 0);
  const expected = minutes < LONG_MINUTES ? EXPECTED : [...EXPECTED, ...EXPECTED_OF_LONG];
  return [...harmless, ...undone, ...expected.filter((what) => (encounters[what] ?? 0) === 0)];
}

export function machineOf(): string {
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(" ");
  return `${availableParallelism()} × ${model}, ${gigabytes} GB, ${process.platform}, Node ${process.version}, load ${load} when it began`;
}

export function markdownOf(report: SoakReport): string {
  const { faults, actions, encounters } = report;
  return [
    `Verdict: **${report.verdict}**. Seed ${report.seed}, ${report.minutes} minutes of storm from ${report.startedAt}, calm after ${report.calmSeconds} s more.`,
    `${report.workers.length} workers. Machine: ${report.machine}.${report.pooler === null ? "" : ` Without a pooler: ${report.pooler}.`}`,
    "",
    ...(report.tame.length === 0 ? [] : [`Did not happen: ${report.tame.join(", ")}.`, ""]),
    ...violationLines(report.violations),
    ...tallyLines("fault", "met", Object.entries(faults)),
    ...tallyLines("what users did", "concerned", Object.entries(actions)),
    "| what happened | times |",
    "| --- | --- |",
    ...Object.entries(encounters).map(([what, times]) => `| ${cell(what)} | ${times} |`),
    "",
  ].join("\n");
}

function violationLines(violations: readonly Violation[]): string[] {
  if (violations.length === 0) return [];
  return [
    "| broken rule | times |",
    "| --- | --- |",
    ...violations.map(({ rule, times }) => `| ${rule} | ${times} |`),
    "",
    "```json",
    ...violations.flatMap(({ examples }) => examples.map((example) => JSON.stringify(example))),
    "```",
    "",
  ];
}

function tallyLines(what: string, met: string, tallies: readonly (readonly [string, Tally])[]): string[] {
  return [
    `| ${what} | times | that bit | ${met} |`,
    "| --- | --- | --- | --- |",
    ...tallies.map(([name, tally]) => `| ${name} | ${tally.planned} | ${tally.bit} | ${tally.met} |`),
    "",
  ];
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
