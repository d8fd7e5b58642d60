const MENTION = /orchex|\.\s*task\s*[(<?!]|@\s*(?:[\w$]+\s*\.\s*)*task\b|\[\s*["'`]task["'`]\s*\]/;

/** Names a module re-exports, which may lead to a DAG or a task. */
const REEXPORT = /\bexport\s*(?:\*|(?:type\s*)?\{[^}]*\})\s*(?:as\s+[\w$]+\s+)?from\b/;

/**
 * Whether a text can have a part in a DAG, so that it is worth parsing. A file that is only looked into for a name it
 * exports is parsed when that happens.
 */
export function mayMatter(text: string): boolean {
  return MENTION.test(text) || REEXPORT.test(text);
}
