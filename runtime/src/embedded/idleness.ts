/** What the keeper counts. */
export interface Activity {
  /** Clients connected now. */
  readonly clients: number;
  /** Sessions begun since the statistics began: shows those that came and went between two looks. */
  readonly sessions: string;
}

export interface Idleness {
  /** On the keeper's clock, in ms; undefined while there are clients. */
  readonly since: number | undefined;
  readonly sessions: string;
}

/** Idle time starts anew with every session, however short. */
export function nextIdleness(previous: Idleness | undefined, { clients, sessions }: Activity, now: number): Idleness {
  if (clients > 0) return { since: undefined, sessions };
  return previous?.sessions === sessions && previous.since !== undefined ? previous : { since: now, sessions };
}

export function isIdleFor(idleness: Idleness, idleMs: number, now: number): boolean {
  return idleness.since !== undefined && now - idleness.since >= idleMs;
}
