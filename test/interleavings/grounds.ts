import { DIAMOND } from "../support/shape.ts";
import { LEASE_MS, type Stage } from "./stage.ts";

const BELOW = { ...DIAMOND, end: ["join"] };

/** The two sides of a diamond are held by workers a and b. */
export async function sides(stage: Stage): Promise<void> {
  await stage.dag(BELOW);
  await stage.run("r");
  for (const worker of ["a", "b", "c"]) await stage.worker(worker);
  await stage.hold("a", 1);
  await stage.complete(stage.ledger.database, "a", ["fork"]);
  await stage.hold("a", 1);
  await stage.hold("b", 1);
}

/** The three requirements of a job are held by workers a, b and c. */
export async function thirds(stage: Stage): Promise<void> {
  await stage.dag({ one: [], two: [], three: [], join: ["one", "two", "three"] });
  await stage.run("r");
  for (const worker of ["a", "b", "c"]) await stage.worker(worker);
  for (const worker of ["a", "b", "c"]) await stage.hold(worker, 1);
}

/** As `sides`, and a's lease is over: b has sent a beat. */
export async function expired(stage: Stage): Promise<void> {
  await sides(stage);
  await stage.ledger.setClock(LEASE_MS - 1);
  await stage.beat(stage.ledger.database, "b");
  await stage.beat(stage.ledger.database, "c");
  await stage.ledger.setClock(LEASE_MS + 1);
}

/** One side is dead, b holds the other. */
export async function halfDead(stage: Stage): Promise<void> {
  await sides(stage);
  await stage.fail(stage.ledger.database, "left", { dead: true });
}

export async function twoReady(stage: Stage): Promise<void> {
  await stage.dag({ high: [], low: [] }, { policies: { high: { priority: 9 } } });
  await stage.run("r");
  for (const worker of ["a", "b", "c"]) await stage.worker(worker);
}

/** A failed job whose moment has come. */
export async function due(stage: Stage): Promise<void> {
  await stage.dag({ first: [], second: ["first"] });
  await stage.run("r");
  for (const worker of ["a", "b"]) await stage.worker(worker);
  await stage.hold("a");
  await stage.fail(stage.ledger.database, "first", { delayMs: 1_000 });
  await stage.ledger.setClock(2_000);
}

export async function overdue(stage: Stage): Promise<void> {
  await stage.dag(BELOW, { timeoutMs: 1_000 });
  await stage.run("r");
  await stage.worker("a");
  await stage.hold("a", 1);
  await stage.ledger.setClock(2_000);
}

export async function gone(stage: Stage): Promise<void> {
  await stage.dag(BELOW);
  await stage.run("r");
  await stage.ledger.setClock(1);
  await stage.worker("a", { lacks: ["fork"] });
  await stage.hold("a", 1);
}
