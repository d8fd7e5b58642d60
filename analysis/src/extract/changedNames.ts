const CHAIN = String.raw`(?:\s*(?:\??\.\s*[\w$]+|!|\[[^\][\n]*\]))*?\s*`;
const MEMBER = String.raw`(?:\.\s*[\w$]+|\[[^\][\n]*\])`;
const CALL = String.raw`\??\.\s*(?:push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin)\s*\(`;
const ASSIGNMENT = String.raw`\s*(?:=(?![=>])|[+*/%&|^?-]{1,3}=(?!=)|\+\+|--)`;
const CHANGED = new RegExp(String.raw`(?<![\w$.#])([\w$]+)${CHAIN}(?:${CALL}|${MEMBER}${ASSIGNMENT})`, "g");
/** A quick look, since most files change nothing that they make or import. */
const MAY_CHANGE =
  /\.\s*(?:push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin)\s*\(|[.\]]\s*[\w$]*\s*(?:[^=!<>\s]?=[^=>]|\+\+|--)|\bdelete\b|\bObject\s*\.\s*(?:assign|define)/;
const NO_NAMES: ReadonlySet<string> = new Set();
const HANDED = /\b(?:Object\s*\.\s*(?:assign|definePropert(?:y|ies))\s*\(|delete\b)\s*([\w$]+)/g;

/**
 * Names whose array or object is changed where it stands, anywhere in a text. Asked of the text for the same reasons as
 * `isReassigned`.
 */
export function changedNames(text: string): ReadonlySet<string> {
  if (!MAY_CHANGE.test(text)) return NO_NAMES;
  const names = new Set<string>();
  for (const pattern of [CHANGED, HANDED]) for (const [, name = ""] of text.matchAll(pattern)) names.add(name);
  return names;
}
