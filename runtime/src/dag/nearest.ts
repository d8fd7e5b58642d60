/** Finds the name that was probably meant, other than `except`, or undefined when none is near. */
export type NearestFinder = (wanted: string, except?: string) => string | undefined;

/**
 * Prepares names for "did you mean". Near is at most a third of the name's letters wrong, and at most 3, where one
 * inserted, missing, exchanged or transposed letter is one mistake (optimal string alignment distance). Case and
 * separators do not count: `fetchUsers` means `fetch_users`. Of equally near names the first wins.
 *
 * A miss compares three numbers a name: a mistake changes at most two bits of a name's bag of letters, so names whose bags
 * differ in more are never looked at letter by letter.
 */
export function nearest(names: Iterable<string>): NearestFinder {
  const candidates = Array.from(names, (name) => ({ name, folded: fold(name) }));
  const lengths = Int32Array.from(candidates, (candidate) => candidate.folded.length);
  const bags = candidates.map((candidate) => bagOf(candidate.folded));
  const once = Int32Array.from(bags, (bag) => bag.once);
  const twice = Int32Array.from(bags, (bag) => bag.twice);
  return (wanted, except) => {
    const folded = fold(wanted);
    const bag = bagOf(folded);
    let best: string | undefined;
    let limit = Math.min(3, Math.floor(Math.max(folded.length, 3) / 3));
    for (let index = 0; index < lengths.length && limit >= 0; index++) {
      if (Math.abs((lengths[index] ?? 0) - folded.length) > limit) continue;
      const differing = bitsIn((once[index] ?? 0) ^ bag.once) + bitsIn((twice[index] ?? 0) ^ bag.twice);
      if (differing > 2 * limit) continue;
      const candidate = candidates[index];
      if (candidate === undefined || candidate.name === except) continue;
      const distance = distanceUpTo(limit, folded, candidate.folded);
      if (distance > limit) continue;
      best = candidate.name;
      limit = distance - 1;
    }
    return best;
  };
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[\s_.:/-]+/g, "");
}

/** Which letters a text has, and which at least twice. Letters may share a bit, which only lets more names pass. */
function bagOf(text: string): { readonly once: number; readonly twice: number } {
  let once = 0;
  let twice = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    // Digits are moved beside the letters a to z instead of on top of them.
    const bit = 1 << ((unit < 58 ? unit + 10 : unit) & 31);
    twice |= once & bit;
    once |= bit;
  }
  return { once, twice };
}

function bitsIn(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The distance of two texts, or any number above the limit when it is greater than that. */
function distanceUpTo(limit: number, a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      cost = Math.min(cost, (last[column - 1] ?? 0) + (same ? 0 : 1));
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return least;
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
