import {
  dagOptionNames,
  describeValue,
  handlerFault,
  optionNameFault,
  policyOptions,
  runTimeoutFault,
  taskOptionNames,
  type TaskPolicy,
} from "orchex/dag";
import type { Found } from "./found.ts";
import type { Finding } from "./linked.ts";
import { plainValue, UNKNOWN, writtenOptions, type WrittenOptions } from "./options.ts";
import type { Resolver } from "./resolver.ts";
import { siteOf, type Site } from "./site.ts";

/** What options mean and what is wrong with them, each fault at its own option. */
export interface JudgedOptions extends WrittenOptions {
  readonly policy: TaskPolicy;
  readonly findings: readonly Finding[];
}

/** Judges the options of a task in the runtime's own words; `requires` is read by who knows the tasks. */
export function judgeTaskOptions(resolver: Resolver, found: Found, owner: string): JudgedOptions {
  const written = writtenOptions(resolver, found);
  const plain = plainOptions(resolver, written);
  const { policy, faults } = policyOptions(plain);
  const handler = handlerFault(plain["onError"]);
  const { requires } = plain;
  const all = [
    ...nameFaults(written, taskOptionNames),
    ...faults,
    ...(handler === null ? [] : [{ option: "onError", fault: handler }]),
    ...(requires === undefined || Array.isArray(requires)
      ? []
      : [
          {
            option: "requires",
            fault: `requires must be an array of tasks and names (got ${describeValue(requires)})`,
          },
        ]),
  ];
  return { ...written, policy, findings: findingsOf(written, all, owner) };
}

/** Judges the options of a DAG. */
export function judgeDagOptions(resolver: Resolver, found: Found, owner: string): JudgedOptions {
  const written = writtenOptions(resolver, found);
  const plain = plainOptions(resolver, written);
  const { timeout, deps, onError } = plain;
  const faults = [
    ...nameFaults(written, dagOptionNames),
    { option: "timeout", fault: runTimeoutFault(timeout) },
    { option: "onError", fault: handlerFault(onError) },
    {
      option: "deps",
      fault:
        deps === undefined || typeof deps === "function"
          ? null
          : `deps must be a function that makes them (got ${describeValue(deps)})`,
    },
  ];
  const { policy } = policyOptions(timeout === undefined ? {} : { timeout });
  return { ...written, policy, findings: findingsOf(written, faults, owner) };
}

/** The options whose values are known; judging the others is left to the runtime. */
function plainOptions(resolver: Resolver, { options }: WrittenOptions): Readonly<Record<string, unknown>> {
  const plain: Record<string, unknown> = {};
  for (const [name, { value, file, env }] of options) {
    const one = plainValue(resolver.resolve(value, file, env));
    if (one !== UNKNOWN) plain[name] = one;
  }
  return plain;
}

interface Fault {
  readonly option: string;
  readonly fault: string | null;
}

function nameFaults({ options }: WrittenOptions, known: readonly string[]): readonly Fault[] {
  return Array.from(options.keys(), (option) => ({ option, fault: optionNameFault(option, known) }));
}

function findingsOf({ options }: WrittenOptions, faults: readonly Fault[], owner: string): readonly Finding[] {
  return faults.flatMap(({ option, fault }): readonly Finding[] => {
    const written = options.get(option);
    if (fault === null || written === undefined) return [];
    const site: Site = siteOf(written.file, written.at);
    return [{ code: "task.invalid-option", text: `${owner}: ${fault}${fault.endsWith("?") ? "" : "."}`, site }];
  });
}
