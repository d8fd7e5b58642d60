import { setImmediate as breathe } from "node:timers/promises";
import { Client } from "pg";
import { MOST_PLACES, Session } from "./session.ts";

/** One moment at which somebody had to be chosen: who could go on, and who was told to. */
export interface Choice {
  readonly able: readonly number[];
  readonly chosen: number;
  /** Who went on last, where it still could: choosing another one interrupts it. */
  readonly interrupted: boolean;
}

/** Who goes on next, of those who can; `usual` is who went on last, where that is possible. */
export type Choose = (able: readonly number[], usual: number, at: number) => number;

const STUCK_MS = 10_000;
const MOST_SESSIONS = 10;

/** Runs scripts on sessions of their own, one step of one of them at a time. */
export class Scheduler {
  readonly #url: string;
  readonly #control: Client;
  readonly #sessions: Session[] = [];
  #controlPid = 0;

  constructor(url: string) {
    this.#url = url;
    this.#control = new Client({ connectionString: url, application_name: "schedule" });
  }

  async open(sessions: number): Promise<readonly Session[]> {
    await this.#control.connect();
    const { rows } = await this.#control.query<{ pid: number }>("select pg_backend_pid() as pid");
    this.#controlPid = rows[0]?.pid ?? 0;
    for (let number = 1; number <= sessions; number += 1) {
      const session = new Session(this.#url, number, this.#controlPid * MOST_SESSIONS + number);
      await session.open();
      this.#sessions.push(session);
    }
    return this.#sessions;
  }

  async close(): Promise<void> {
    await Promise.all([this.#control, ...this.#sessions.map(({ client }) => client)].map((client) => client.end()));
  }

  /** Runs all scripts to their ends in the order that is chosen. With `whole` nobody is interrupted inside a transaction. */
  async run(scripts: readonly (() => Promise<unknown>)[], choose: Choose, whole: boolean): Promise<Choice[]> {
    const sessions = this.#sessions.slice(0, scripts.length);
    await this.#control.query("select pg_advisory_lock(s, n) from unnest($1::int[]) s, generate_series(1, $2::int) n", [
      sessions.map(({ key }) => key),
      MOST_PLACES,
    ]);
    for (const session of sessions) await session.reset();
    const ends = sessions.map((session, index) => session.begin(scripts[index] ?? idle));
    const trace: Choice[] = [];
    let last: number | undefined;
    for (;;) {
      const able = await this.#able(sessions);
      if (able.length === 0) break;
      const inside = whole && last !== undefined && able.includes(last) && !this.#between(last);
      const choices = inside && last !== undefined ? [last] : able;
      const usual = last !== undefined && choices.includes(last) ? last : (choices[0] ?? 0);
      const chosen = choose(choices, usual, trace.length);
      if (!choices.includes(chosen)) throw new Error(`Session ${chosen} cannot go on at ${trace.length}`);
      trace.push({ able: choices, chosen, interrupted: usual === last && chosen !== last });
      last = chosen;
      await this.#go(chosen);
    }
    await Promise.all(ends);
    await this.#control.query("select pg_advisory_unlock_all()");
    return trace;
  }

  #between(number: number): boolean {
    const place = this.#sessions[number - 1]?.place;
    return place?.kind === "gate" && place.between;
  }

  async #go(number: number): Promise<void> {
    const { place, key } = this.#sessions[number - 1] ?? {};
    if (place?.kind === "gate") {
      place.open();
      await breathe();
      return;
    }
    await this.#control.query(
      `select pg_advisory_unlock(l.classid::int, l.objid::int) from pg_locks l
        where l.locktype = 'advisory' and not l.granted and l.classid = $1::int`,
      [key],
    );
  }

  /** Waits until nobody moves by itself any more; answers who can be told to go on. Nobody: all have ended. */
  async #able(sessions: readonly Session[]): Promise<number[]> {
    const deadline = Date.now() + STUCK_MS;
    while (Date.now() < deadline) {
      await breathe();
      const inside = sessions.filter(({ place }) => place.kind === "inside");
      const gates = sessions.filter(({ place }) => place.kind === "gate").map(({ number }) => number);
      if (inside.length === 0) return gates;
      const { rows } = await this.#control.query<{ pid: number; by: number[] }>(
        "select p.pid, pg_blocking_pids(p.pid) as by from unnest($1::int[]) p(pid)",
        [inside.map(({ pid }) => pid)],
      );
      await breathe();
      if (rows.some(({ by }) => by.length === 0)) continue;
      if (inside.some(({ place }) => place.kind !== "inside")) continue;
      const waiting = new Set(rows.filter(({ by }) => by.includes(this.#controlPid)).map(({ pid }) => pid));
      const able = sessions.filter(({ pid, number }) => waiting.has(pid) || gates.includes(number));
      if (able.length > 0) return able.map(({ number }) => number);
      // they wait for each other: the database will end one of them
    }
    throw new Error("The sessions are stuck");
  }
}

async function idle(): Promise<void> {}
