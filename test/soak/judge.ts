import { brokenRules, type Query } from "../support/invariants.ts";
import { AUDIT_INDEXES } from "./audit.ts";
import { RULES } from "./rules.ts";

/** A rule that was broken, how often, and the first that broke it. */
export interface Violation {
  readonly rule: string;
  readonly times: number;
  readonly examples: readonly unknown[];
}

const EXAMPLES = 3;

/** Asks everything of a ledger that has come to rest, with the other ledger's tables beside its own. */
export async function judge(query: Query): Promise<Violation[]> {
  for (const statement of AUDIT_INDEXES) await query(statement);
  const violations = Object.entries(await brokenRules(query, "drained")).map(([rule, times]) => ({
    rule,
    times,
    examples: [] as unknown[],
  }));
  for (const [rule, text] of Object.entries(RULES)) {
    const rows = await query<{ x: unknown; n: number }>(
      `select to_jsonb(x) as x, (count(*) over ())::int as n from (${text}) x limit ${EXAMPLES}`,
    );
    const [first] = rows;
    if (first !== undefined) violations.push({ rule, times: first.n, examples: rows.map(({ x }) => x) });
  }
  return violations;
}
