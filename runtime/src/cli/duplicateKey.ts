const PART = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|[{}[\]]/g;

/** A key that an object in a text of sound JSON has twice, where JSON.parse keeps the last without a word; null if none. */
export function duplicateKey(text: string): string | null {
  const objects: (Set<string> | null)[] = [];
  for (const [part, key, colon] of text.matchAll(PART)) {
    if (part === "{") objects.push(new Set());
    else if (part === "[") objects.push(null);
    else if (part === "}" || part === "]") objects.pop();
    else if (colon !== undefined && key !== undefined) {
      // Escapes make one key of several spellings.
      const name = key.includes("\\") ? (JSON.parse(`"${key}"`) as string) : key;
      const keys = objects.at(-1);
      if (keys?.has(name) === true) return name;
      keys?.add(name);
    }
  }
  return null;
}
