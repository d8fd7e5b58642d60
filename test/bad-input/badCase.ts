import { expect } from "vitest";
import { cliInProcess, type Said, type Where } from "./cliInProcess.ts";

/** One bad input: what is given, the exit code that `--help` documents for it, and what the one line must say. */
export interface BadCase extends Where {
  readonly args: readonly string[];
  readonly code: number;
  readonly says?: readonly string[];
}

/** A secret that stands in bad inputs, and must stand in nothing that is written. */
export const CANARY = "canary7hunter";

/** What a terminal obeys, or what turns a line around: nothing that people read may have it as it is. */
export const RAW =
  // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|[\ud800-\udfff]/u;

const STACK = /^\s+at (?:.* \(|async |file:|node:|\/)/m;

/**
 * Gives a bad input twice, to people and to `--json --debug`, and holds the answers to what is promised of every refusal:
 * the documented exit code, one line with cause and remedy, no stack that was not asked for, no defect of ours, nothing
 * that a terminal obeys, no secret.
 */
export async function expectRefusal({ args, code, says = [], ...where }: BadCase): Promise<void> {
  const told = await cliInProcess(args, where);
  expectTold(told, code);
  expect(told.stdout).toBe("");
  const lines = told.stderr.trimEnd().split("\n");
  const errors = lines.filter((line) => line.startsWith("error: "));
  expect(errors, told.stderr).toHaveLength(1);
  const [error = ""] = errors;
  expect(lines.filter((line) => line !== error && !isNote(line))).toEqual([]);
  for (const text of says) expect(error).toContain(text);
  expect(told.stderr).not.toMatch(STACK);

  const json = await cliInProcess(["--json", "--debug", ...args], where);
  expectTold(json, code);
  expect(json.stdout.trimEnd()).not.toContain("\n");
  const { error: document } = JSON.parse(json.stdout) as { error: { code: string; message: string; remedy: unknown } };
  expect(Object.keys(document)).toEqual(["code", "message", "remedy"]);
  expect(document).toEqual({
    code: expect.stringMatching(/^[a-z]+(?:\.[a-z]+(?:-[a-z]+)*)+$/),
    message: expect.stringMatching(/\S/),
    // What must be given instead may be part of the message.
    remedy: / must be |: leave |: give /.test(document.message) ? document.remedy : expect.stringMatching(/\S/),
  });
  expect(error).toContain(document.message);
}

/** Gives what is unusual but sound: the answer is the documented one, and as clean as a refusal's. */
export async function expectAnswer({ args, code, says = [], ...where }: BadCase): Promise<Said> {
  const told = await cliInProcess(args, where);
  expectTold(told, code);
  for (const text of says) expect(told.stdout + told.stderr).toContain(text);
  expect(told.stderr).not.toMatch(STACK);
  return told;
}

function expectTold({ code, stdout, stderr }: Said, wanted: number): void {
  const written = stdout + stderr;
  expect(code, written).toBe(wanted);
  expect(written).not.toContain("looks like a defect of Orchex");
  expect(written.toLowerCase()).not.toContain(CANARY);
  expect(RAW.exec(written)).toBeNull();
}

/** Which database is used, or what is wrong with a DAG: these may stand above an error. */
function isNote(line: string): boolean {
  return /^Database \S+ \(.*\)$/.test(line) || /(?:error|warning) (?:task|dag)\.[a-z-]+: /.test(line);
}

/** A case as its test is named: what cannot be read is escaped, what is long is cut. */
export function caseName({ args, env = {} }: Pick<BadCase, "args" | "env">): string {
  const set = Object.entries(env).map(([name, value]) => `${name}=${shown(value ?? "")}`);
  return [...set, ...args.map(shown)].join(" ").slice(0, 160);
}

function shown(text: string): string {
  return /^[\w./:@=,+-]+$/.test(text) ? text : JSON.stringify(text.slice(0, 60));
}
