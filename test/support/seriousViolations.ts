import axe, { type AxeResults } from "axe-core";
import type { Frame, Page } from "playwright-core";

/** What axe finds in a page, or in a frame of one, that is serious or critical: the rule and where it is broken. */
export async function seriousViolations(page: Page | Frame): Promise<readonly string[]> {
  await page.evaluate(`${axe.source}; undefined`);
  // As text: these are run in the page, whose names the tests do not know.
  const found = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
}
