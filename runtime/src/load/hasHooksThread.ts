/** From these on tsx's hooks run in the thread that loads; of another line of Node, all or none, as it is newer or older. */
const WITHOUT: readonly (readonly [major: number, minor: number, patch: number])[] = [
  [22, 22, 3],
  [24, 11, 1],
  [25, 1, 0],
];

/** Whether the hooks by which tsx loads modules run in a thread of their own, on a version of Node such as "20.19.0". */
export function hasHooksThread(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  const line = WITHOUT.find(([of]) => of === major);
  if (line === undefined) return major <= 25;
  const [, firstMinor, firstPatch] = line;
  return minor < firstMinor || (minor === firstMinor && patch < firstPatch);
}
