/**
 * Whether a name that its declaration gives a value may get another one later. Asked of the text, since a body in which
 * that happens may have been left out of the tree; a name of the same spelling elsewhere counts too.
 */
export function isReassigned(text: string, name: string, own = 1): boolean {
  const escaped = name.replaceAll("$", "\\$");
  const assigned = new RegExp(
    `(?<![\\w$.])${escaped}\\s*(?::[^=;,(){}]*)?(?:=(?![=>])|[+*/%&|^?-]{1,3}=(?!=)|\\+\\+|--)|(?:\\+\\+|--)\\s*${escaped}(?![\\w$])`,
    "g",
  );
  let count = 0;
  while (assigned.exec(text) !== null) if (++count > own) return true;
  return false;
}
