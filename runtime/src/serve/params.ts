import { OrchexError } from "../dag/error.ts";
import { describeValue } from "../declare/describeValue.ts";
import { isUuid } from "../api/runId.ts";

/** A name or an address may be long, but nobody means one that fills a screen. */
const LONGEST_TEXT = 4_096;

/** The parameters of a request, read one by one and never trusted. Each throws `serve.invalid-params`. */
export class Params {
  readonly #given: Readonly<Record<string, unknown>>;

  constructor(given: unknown) {
    if (given !== undefined && (typeof given !== "object" || given === null || Array.isArray(given))) {
      throw invalid(`Parameters must be an object, not ${describeValue(given)}`);
    }
    this.#given = { ...given };
  }

  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) throw invalid(`${name} is missing`);
    return value;
  }

  optionalText(name: string): string | undefined {
    const value = this.#get(name);
    if (value === undefined) return undefined;
    // No name, path or URL can hold NUL, and neither Postgres nor an argument of a process takes it.
    if (typeof value !== "string" || value === "" || value.length > LONGEST_TEXT || value.includes("\0")) {
      throw invalid(`${name} must be a text of 1 to ${LONGEST_TEXT} characters without NUL`);
    }
    return value;
  }

  runId(name: string): string {
    const value = this.optionalRunId(name);
    if (value === undefined) throw invalid(`${name} is missing`);
    return value;
  }

  optionalRunId(name: string): string | undefined {
    const value = this.optionalText(name);
    if (value !== undefined && !isUuid(value)) throw invalid(`${name} must be a UUID`);
    return value?.toLowerCase();
  }

  count(name: string, initial: number, most: number): number {
    const value = this.#get(name) ?? initial;
    if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= most) return value;
    throw invalid(`${name} must be a whole number from 1 to ${most}`);
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const value = this.optionalChoice(name, choices);
    if (value === undefined) throw invalid(`${name} is missing`);
    return value;
  }

  optionalChoice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.#get(name);
    if (value === undefined) return undefined;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw invalid(`${name} must be one of ${choices.join(", ")}`);
    return found;
  }

  flag(name: string): boolean {
    const value = this.#get(name) ?? false;
    if (typeof value !== "boolean") throw invalid(`${name} must be true or false`);
    return value;
  }

  /** As it is; what is in it is checked where it is used. */
  value(name: string): unknown {
    return this.#get(name);
  }

  texts(name: string, most: number): readonly string[] {
    const value = this.#get(name);
    if (!Array.isArray(value) || value.length > most) throw invalid(`${name} must be a list of at most ${most} texts`);
    return value.map((text) => new Params({ [name]: text as unknown }).text(name));
  }

  /** Undefined when nothing is said, null when it is taken back. */
  secret(name: string): string | null | undefined {
    return this.#get(name) === null ? null : this.optionalText(name);
  }

  /** Only what was really sent: a parameter called `constructor` is not there by itself. */
  #get(name: string): unknown {
    return Object.hasOwn(this.#given, name) ? this.#given[name] : undefined;
  }
}

function invalid(message: string): OrchexError {
  return new OrchexError("serve.invalid-params", message);
}
