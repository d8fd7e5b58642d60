import { OrchexError } from "../dag/error.ts";
import { quote } from "../dag/quote.ts";
import { visible } from "../dag/visible.ts";
import { duplicateKey } from "./duplicateKey.ts";
import { jsonSyntaxFault } from "./jsonFault.ts";

const EXCERPT = 20;

/**
 * Parses what a user wrote as JSON; throws `json.syntax`, which says where it stops being JSON, and why, and
 * `json.duplicate-key`.
 */
export function readJson(text: string, name: string): unknown {
  const value = parse(text, name);
  const twice = duplicateKey(text);
  if (twice === null) return value;
  throw new OrchexError("json.duplicate-key", `${name} has the key ${quote(twice)} twice`, {
    remedy: "Leave one of them out: only the last would be kept.",
  });
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const fault = jsonSyntaxFault(text);
    const where = fault === null ? "" : ` at position ${fault.position}: ${fault.problem}${near(text, fault.position)}`;
    throw new OrchexError("json.syntax", `${name} is not valid JSON${where}`, {
      remedy: `Give an object such as '{"uri": "s3://bucket/key"}', quoted for the shell, or @file.json.`,
      cause,
    });
  }
}

function near(text: string, position: number): string {
  const from = Math.max(0, position - EXCERPT);
  const to = position + EXCERPT;
  if (text.trim() === "") return "";
  const excerpt = `${from > 0 ? "…" : ""}${text.slice(from, to)}${to < text.length ? "…" : ""}`;
  return ` near ${visible(excerpt)}`;
}
