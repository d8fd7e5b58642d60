/** Whether two pieces of plain data are the same. A property of `undefined` is as good as none. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((one, at) => isEqual(one, b[at]));
  if (Array.isArray(b)) return false;
  const [one, other] = [a, b] as readonly Readonly<Record<string, unknown>>[];
  if (one === undefined || other === undefined) return false;
  for (const key in one) if (!isEqual(one[key], other[key])) return false;
  for (const key in other) if (other[key] !== undefined && one[key] === undefined) return false;
  return true;
}
