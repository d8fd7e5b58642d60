import { describeValue, quote } from "orchex/dag";
import type { TaskFact, Value } from "../source/facts.ts";
import type { Env } from "./found.ts";
import { judgeTaskOptions, type JudgedOptions } from "./judgeOptions.ts";
import type { DagKey, Finding, LinkedTask } from "./linked.ts";
import { plainValue, UNKNOWN } from "./options.ts";
import { readRequirements, type Requirements } from "./requirements.ts";
import type { Resolver } from "./resolver.ts";
import { siteOf, type Site } from "./site.ts";
import { taskArguments, taskName } from "./taskIdentity.ts";

const COMPUTED = "is computed while the module runs: it is checked when the module is loaded.";

/** Follows what the declaration of a task says, for one DAG that it belongs to. */
export function linkTask(
  resolver: Resolver,
  fact: TaskFact,
  { file, env, dag }: { readonly file: string; readonly env: Env | null; readonly dag: DagKey | null },
): LinkedTask {
  const naming = taskName(resolver, fact, file, env);
  const owner =
    naming.name === null || naming.name === undefined ? "A task without a name" : `Task ${quote(naming.name)}`;
  const findings: Finding[] = [];
  const { optionsAt, name, fault } = taskArguments(resolver, fact, file, env);
  const argument = optionsAt === null ? undefined : fact.args[optionsAt];
  let judged: JudgedOptions | null = null;
  let optionsSite: Site | null = null;
  let requirements: Requirements = { requirements: [], site: null, unresolved: [], wrong: [] };
  if (argument !== undefined) {
    const found = resolver.resolve(argument, file, env);
    judged = judgeTaskOptions(resolver, found, owner);
    findings.push(...judged.findings);
    if (argument.kind === "object") optionsSite = siteOf(file, argument.at);
    const requires = judged.options.get("requires");
    if (
      requires !== undefined &&
      !findings.some(({ site }) => site.start.line === requires.at && site.file === requires.file)
    ) {
      requirements = readRequirements(resolver, requires.value, requires.file, requires.env);
    }
    if (!judged.isComplete && requires === undefined) {
      findings.push(unresolved(`A part of the options of ${lower(owner)} ${COMPUTED}`, siteOf(file, argument.at)));
    }
  }
  for (const site of requirements.unresolved) {
    findings.push(unresolved(`A requirement of ${lower(owner)} ${COMPUTED}`, site));
  }
  for (const { site, fault } of requirements.wrong) {
    findings.push({ code: "task.invalid-option", text: `${owner}: an entry of requires ${fault}.`, site });
  }
  const given = name === null ? UNKNOWN : plainValue(name);
  if (fault !== null) {
    findings.push({ code: "task.invalid-option", text: `${owner}: ${fault}.`, site: naming.nameSite });
  } else if (given !== UNKNOWN && typeof given !== "string") {
    const text = `The name of a task must be a text (got ${describeValue(given)}).`;
    findings.push({ code: "task.invalid-name", text, site: naming.nameSite });
  } else if (naming.name === null && (fact.fn !== null || fact.args.length > 0) && !isHalfTyped(fact.args[0])) {
    // While the function is missing, the declaration is being typed.
    findings.push(unresolved(`The name of this task ${COMPUTED}`, naming.nameSite));
  }
  return {
    file,
    id: fact.id,
    dag,
    ...naming,
    method: fact.method?.name ?? null,
    optionsSite,
    requiresSite: requirements.site,
    requirements: requirements.requirements,
    policy: judged?.policy ?? {},
    body: bodyOf(resolver, fact, file, env),
    findings,
  };
}

function bodyOf(resolver: Resolver, fact: TaskFact, file: string, env: Env | null): LinkedTask["body"] {
  if (fact.fn === null) return null;
  const { head, file: home } = resolver.resolve(fact.fn, file, env);
  if (head.kind !== "function") return null;
  return {
    file: home,
    fn: head.id,
    whole: siteOf(home, head.at),
    inputs: head.inputsAt === null ? null : siteOf(home, head.inputsAt),
    body: head.bodyAt === null ? null : siteOf(home, head.bodyAt),
  };
}

function isHalfTyped(argument: Value | undefined): boolean {
  return argument?.kind === "unknown" && argument.isHalfTyped === true;
}

function unresolved(text: string, site: Site): Finding {
  return { code: "task.unresolved", text, site };
}

function lower(owner: string): string {
  return owner.charAt(0).toLowerCase() + owner.slice(1);
}
