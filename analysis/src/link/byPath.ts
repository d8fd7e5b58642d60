/** Orders paths by their UTF-16 units, whatever the language of the user. */
export function byPath(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
