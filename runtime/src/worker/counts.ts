/** What a worker's engine has done since it started, in jobs. */
export interface Counts {
  claimed: number;
  succeeded: number;
  failed: number;
  dead: number;
  skipped: number;
  cancelled: number;
  released: number;
  refused: number;
}

export function zeroCounts(): Counts {
  return { claimed: 0, succeeded: 0, failed: 0, dead: 0, skipped: 0, cancelled: 0, released: 0, refused: 0 };
}
