import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import type { Fleet, Member } from "./fleet.ts";
import type { Fault, PlannedEvent } from "./plan.ts";
import { SCHEMA, type Stage } from "./stage.ts";

/** How long a fault waits for somebody to meet. */
const PATIENCE_MS = 4_000;
const LOOK_MS = 50;

/** Breaks things. Each fault answers how much it met, 0 when it met nothing. */
export class Faults {
  readonly #stage: Stage;
  readonly #fleet: Fleet;
  #repairing: Promise<void> = Promise.resolve();

  constructor(stage: Stage, fleet: Fleet) {
    this.#stage = stage;
    this.#fleet = fleet;
  }

  async strike(fault: Fault, event: PlannedEvent): Promise<number> {
    switch (fault) {
      case "kill":
        return await this.#kill(event);
      case "freeze":
        return await this.#freeze(event);
      case "terminate-backends":
        return await this.#terminateBackends();
      case "drop-answer":
        return await this.#dropAnswer(event);
      case "half-open":
        return await this.#halfOpen(event);
      case "crash-postgres":
        return await this.#crashPostgres(event);
      case "hold-locks":
        return await this.#holdLocks(event);
      case "hold-snapshot":
        return await this.#holdSnapshot(event);
      case "pooler":
        return await this.#usePooler(event);
    }
  }

  /** The jobs that it held when it died. */
  async #kill(event: PlannedEvent): Promise<number> {
    const { member, jobs } = await this.#victim(event);
    member.signal("SIGKILL");
    return jobs;
  }

  /** The jobs that it held and that were taken from it while it could not move. */
  async #freeze(event: PlannedEvent): Promise<number> {
    const { member } = await this.#victim(event);
    const { name } = member;
    member.signal("SIGSTOP");
    const before = await this.#lostBy(name);
    try {
      await delay(event.ms);
      return (await this.#lostBy(name)) - before;
    } finally {
      if (member.name === name) member.signal("SIGCONT");
    }
  }

  /** Of all that are at a statement; when nobody is, it looks again. */
  async #terminateBackends(): Promise<number> {
    return await this.#within(async () => {
      const [row] = await this.#stage.query<{ n: number }>(
        `select count(*)::int as n from (
           select pg_terminate_backend(a.pid) from pg_stat_activity a
            where a.application_name = $1 and a.state = 'active' offset 0) x`,
        [SCHEMA],
      );
      return row?.n ?? 0;
    });
  }

  /** 1 when the answer to a commit was lost that had stored results or brought jobs. */
  async #dropAnswer(event: PlannedEvent): Promise<number> {
    const { member } = await this.#victim(event);
    return (await member.proxy.dropAnswer(PATIENCE_MS)) === null ? 0 : 1;
  }

  /** Bytes that went nowhere. */
  async #halfOpen(event: PlannedEvent): Promise<number> {
    const { member } = await this.#victim(event);
    const lost = member.proxy.swallow();
    return await this.#within(() => Promise.resolve(lost()));
  }

  /** The jobs that were being run. */
  async #crashPostgres({ ms }: PlannedEvent): Promise<number> {
    const before = this.#repairing;
    let jobs = 0;
    this.#repairing = (async () => {
      await before;
      jobs = await this.#running();
      await this.#stage.cluster.crash();
      await delay(ms);
      await this.#stage.cluster.restart();
    })();
    await this.#repairing;
    return jobs;
  }

  /** Sessions that had to wait. */
  async #holdLocks({ ms, choice }: PlannedEvent): Promise<number> {
    const statements = [
      "lock table orchex.workers in share row exclusive mode",
      "lock table orchex.jobs in share row exclusive mode",
      "lock table orchex.runs in exclusive mode",
      "select from orchex.runs where status = 0 order by run_id limit 50 for update",
      "select from orchex.jobs where ready or status = 1 order by run_id, task_no limit 100 for update skip locked",
    ];
    const statement = statements[Math.floor(choice * statements.length)] ?? "";
    return await this.#holding(`begin; ${statement}`, async (client) => {
      let waiting = 0;
      const end = performance.now() + ms;
      const pid = await backendOf(client);
      while (performance.now() < end) {
        await delay(LOOK_MS * 2);
        const [row] = await this.#stage.query<{ n: number }>(
          "select count(*)::int as n from pg_stat_activity a where $1 = any (pg_blocking_pids(a.pid))",
          [pid],
        );
        waiting = Math.max(waiting, row?.n ?? 0);
      }
      // Who claims passes over locked jobs and waits for none.
      return statement.endsWith("skip locked") ? Math.max(waiting, 1) : waiting;
    });
  }

  /** Transactions that went by meanwhile. */
  async #holdSnapshot({ ms }: PlannedEvent): Promise<number> {
    return await this.#holding(
      "begin isolation level repeatable read; select count(*) from orchex.jobs",
      async (client) => {
        const lasting = new AbortController();
        client.once("end", () => lasting.abort());
        const before = await this.#transactions();
        let after = before;
        // When the server crashes it has lasted until then.
        for (
          const end = performance.now() + ms;
          performance.now() < end && !lasting.signal.aborted;
          await delay(10 * LOOK_MS)
        ) {
          after = await this.#transactions().catch(() => after);
        }
        return after - before;
      },
    );
  }

  /** The bodies that began while everybody came through it. */
  async #usePooler({ ms }: PlannedEvent): Promise<number> {
    if ("reason" in this.#stage.pooler) return 0;
    await this.#fleet.throughPooler(true);
    const before = await this.#stage.effects.begun();
    await delay(ms);
    await this.#fleet.throughPooler(false);
    return (await this.#stage.effects.begun()) - before;
  }

  async #holding(statement: string, body: (client: Client) => Promise<number>): Promise<number> {
    const client = await this.#stage.session();
    try {
      await client.query(statement.replaceAll("orchex.", `${SCHEMA}.`));
      return await body(client);
    } finally {
      await client.end().catch(() => {});
    }
  }

  #member({ worker }: PlannedEvent): Member {
    const { members } = this.#fleet;
    const member = members[worker % members.length];
    if (member === undefined) throw new RangeError("there are no workers");
    return member;
  }

  /** The one that is meant once it holds jobs, or after a while whoever does. */
  async #victim(event: PlannedEvent): Promise<{ readonly member: Member; readonly jobs: number }> {
    const meant = this.#member(event);
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      const rows = await this.#stage.query<{ name: string; jobs: number }>(
        `select w.name, count(*)::int as jobs from orchex.jobs j join orchex.workers w on w.worker_id = j.worker_id
          where j.status = 1 and w.ended_at is null group by 1`,
      );
      const held = new Map(rows.map(({ name, jobs }) => [name, jobs]));
      const jobs = held.get(meant.name);
      if (jobs !== undefined && !meant.frozen) return { member: meant, jobs };
      if (performance.now() > end) {
        const other = this.#fleet.members.find(({ name, frozen }) => held.has(name) && !frozen);
        return { member: other ?? meant, jobs: held.get(other?.name ?? "") ?? 0 };
      }
      await delay(LOOK_MS);
    }
  }

  async #within(measure: () => Promise<number>): Promise<number> {
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      const n = await measure();
      if (n > 0 || performance.now() > end) return n;
      await delay(LOOK_MS);
    }
  }

  async #lostBy(name: string): Promise<number> {
    const [row] = await this.#stage.query<{ n: number }>(
      "select count(*)::int as n from orchex.attempts a where a.worker = $1 and a.outcome = 'lost'",
      [name],
    );
    return row?.n ?? 0;
  }

  async #running(): Promise<number> {
    const [row] = await this.#stage.query<{ n: number }>(
      "select count(*)::int as n from orchex.jobs j where j.status = 1",
    );
    return row?.n ?? 0;
  }

  async #transactions(): Promise<number> {
    const [row] = await this.#stage.query<{ n: string }>("select pg_snapshot_xmax(pg_current_snapshot())::text as n");
    return Number(row?.n ?? 0);
  }
}

async function backendOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  return rows[0]?.pid ?? 0;
}
