import type { World } from "./world.ts";

const MOST_ROUNDS = 60;

/** Lets everybody who lives finish, and a new worker do the rest: whatever has happened, every run ends. */
export async function drain(world: World): Promise<void> {
  for (const dag of world.dags) await world.activate(dag, 0);
  const fresh = await world.workers.register(world.dags, [], 30_000);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    for (const actor of world.workers.actors.filter(({ up }) => up)) {
      await world.workers.beat(actor);
      await world.workers.settle(actor);
      if (actor.hands.length > 0) await world.workers.step(actor, actor.hands, 0);
    }
    await world.tend();
    await world.workers.step(fresh, fresh.hands, 100);
    await world.compare();
    if ([...world.model.runs.values()].every((run) => world.model.status(run) !== "running")) return;
    await world.advance(9_000);
  }
  throw new Error("The runs do not end, though workers live and somebody tends them");
}
