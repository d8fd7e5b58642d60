import type { EditorLedger } from "../store/editorLedger.ts";
import { Budget } from "./budget.ts";
import type { LedgerLink } from "./ledgerLink.ts";
import { probeOf, type Look, type Probe } from "./probe.ts";
import type { Changed, Topic } from "./protocol.ts";
import { statusOfError } from "./statusOfError.ts";

export interface WatcherOptions {
  readonly link: LedgerLink;
  readonly onChanged: (changed: Changed) => void;
  /** After this long without news, an embedded server that nobody else uses is let go. */
  readonly restMs: number;
}

const PACE_MS = 250;
/** Nobody looks at a list: only the editor's own facts are kept. */
const QUIET_PACE_MS = 1_000;
const AWAY_PACE_MS = 1_000;
/** Leases run out by time alone, which no commit tells of. */
const LEASE_PACE_MS = 5_000;

/**
 * Tells news while somebody wants it. The ledger has no row per move: what tells that there may be news is the pulse, a
 * look that costs the same on a ledger of any size; only then are the watched topics looked at, each within a budget, so
 * that a large ledger is not counted all the time.
 */
export class Watcher {
  readonly #options: WatcherOptions;
  readonly #probes = new Map<Topic, Probe>();
  readonly #budget = new Budget();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #pulse = "";
  #lookedAt = 0;
  #activeAt = performance.now();
  /** Topics that there may be news of. */
  readonly #owed = new Set<Topic>();
  #again = false;
  #closed = false;

  constructor(options: WatcherOptions) {
    this.#options = options;
  }

  get topics(): readonly Topic[] {
    return [...this.#probes.keys()];
  }

  /** A topic that is watched already begins anew: its next news is everything. */
  watch(topics: readonly Topic[]): void {
    for (const topic of topics) {
      this.#probes.set(topic, probeOf(topic));
      this.#owed.add(topic);
      this.#budget.forget(costOf(topic));
    }
    this.nudge();
  }

  unwatch(topics: readonly Topic[]): void {
    for (const topic of topics) {
      this.#probes.delete(topic);
      this.#owed.delete(topic);
    }
    if (this.#probes.size === 0) clearTimeout(this.#timer);
  }

  /** Looks now: something was done that is news to whoever asked for it, however much the looking costs. */
  nudge(): void {
    this.#activeAt = performance.now();
    for (const topic of this.#probes.keys()) this.#budget.forget(costOf(topic));
    this.#schedule(0);
  }

  /** Somebody is there, even if nothing changes. */
  touch(): void {
    this.#activeAt = performance.now();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #schedule(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#closed || this.#probes.size === 0) return;
    if (this.#round === undefined) this.#timer = setTimeout(() => this.#start(), ms);
    else this.#again ||= ms === 0;
  }

  #start(): void {
    this.#again = false;
    this.#round = this.#look()
      .catch(() => AWAY_PACE_MS)
      .then((ms) => {
        this.#round = undefined;
        this.#schedule(this.#again ? 0 : ms);
      });
  }

  /** Answers when to look again. */
  async #look(): Promise<number> {
    const { link } = this.#options;
    if (!(await link.look())) {
      this.#pulse = "";
      return AWAY_PACE_MS;
    }
    await link.use(async (ledger) => {
      const pulse = await ledger.pulse();
      const now = performance.now();
      if (pulse !== this.#pulse) {
        this.#pulse = pulse;
        this.#lookedAt = now;
        for (const topic of this.#probes.keys()) this.#owed.add(topic);
      } else if (now - this.#lookedAt >= LEASE_PACE_MS && this.#probes.has("workers")) {
        this.#lookedAt = now;
        this.#owed.add("workers");
      }
      await this.#tell(ledger);
      await this.#restIfIdle(ledger);
    });
    const quiet = this.topics.every((topic) => topic === "dags" || topic.startsWith("figures:"));
    return quiet ? QUIET_PACE_MS : PACE_MS;
  }

  async #tell(ledger: EditorLedger): Promise<void> {
    const now = performance.now();
    const due = [...this.#owed].filter((topic) => this.#budget.allows(costOf(topic), now));
    const costs = new Map<string, number>();
    let totals: ReturnType<Look["totals"]> | undefined;
    const look: Look = { ledger, totals: () => (totals ??= ledger.totals()) };
    try {
      for (const topic of due) {
        const from = performance.now();
        try {
          await this.#tellOne(topic, look);
        } finally {
          costs.set(costOf(topic), (costs.get(costOf(topic)) ?? 0) + performance.now() - from);
        }
      }
    } finally {
      for (const [name, cost] of costs) this.#budget.spend(name, cost, performance.now());
    }
  }

  async #tellOne(topic: Topic, look: Look): Promise<void> {
    const probe = this.#probes.get(topic);
    if (probe === undefined) return;
    try {
      const changed = await probe(look);
      // It may have been given up, or begun anew, while it was looked at.
      if (this.#probes.get(topic) !== probe) return;
      this.#owed.delete(topic);
      if (changed === null) return;
      this.#activeAt = performance.now();
      this.#options.onChanged(changed);
    } catch (error) {
      // What is only about this look is tried again when its budget allows.
      if (statusOfError(error) !== null) throw error;
    }
  }

  async #restIfIdle(ledger: EditorLedger): Promise<void> {
    const { link, restMs } = this.#options;
    if (link.status.kind !== "embedded" || performance.now() - this.#activeAt < restMs) return;
    this.#activeAt = performance.now();
    if ((await ledger.otherClients()) === 0) link.rest();
  }
}

/** What is looked at together shares a budget: two topics are told from one count of the jobs, and of DAGs there are many. */
function costOf(topic: Topic): string {
  if (topic === "dead") return "queue";
  return topic.startsWith("figures:") ? "figures" : topic;
}
