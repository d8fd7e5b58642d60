/**
 * The tasks whose name has the text in it, or at least its letters in their order, whatever their case: first names that
 * start with it, then those that contain it, then the rest; each group as declared. An empty text finds nothing.
 */
export function searchTasks(names: readonly string[], text: string): readonly string[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [];
  const groups: [string[], string[], string[]] = [[], [], []];
  for (const name of names) {
    const lower = name.toLowerCase();
    if (lower.startsWith(wanted)) groups[0].push(name);
    else if (lower.includes(wanted)) groups[1].push(name);
    else if (hasInOrder(lower, wanted)) groups[2].push(name);
  }
  return groups.flat();
}

function hasInOrder(name: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
