import type { Run } from "../model/records.ts";
import type { Scenario } from "./scenario.ts";
import { notify, type Network } from "./simulatedStore.ts";
import { Actor } from "./virtualTime.ts";

/** Schedules what users do: they start runs, and now and then cancel one or retry what is dead or has failed. */
export function scheduleUsers({ runs, troubleMs, shapes }: Scenario, network: Network): void {
  const { time, random, count } = network;
  const { model } = network.ledger;
  const user = new Actor("user");
  const later = (atMs: number, act: () => void) =>
    time.at(atMs, user, () => {
      model.now = time.now;
      act();
    });
  const anyRun = (): Run | undefined => {
    const all = [...model.runs.values()];
    return all.length === 0 ? undefined : random.of(all);
  };
  for (let n = 0; n < runs; n += 1) {
    later(random.between(0, troubleMs * 0.7), () => {
      const id = `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
      model.start(id, random.of([...shapes.keys()]), JSON.stringify({ n }), null);
      notify(network, "ready");
    });
  }
  if (random.chance(0.3)) {
    later(random.between(0, troubleMs), () => {
      const run = anyRun();
      if (run !== undefined && model.cancel(run) !== null) count("cancelled runs");
      notify(network, "control");
    });
  }
  for (const status of ["dead", "failed"] as const) {
    if (!random.chance(0.5)) continue;
    later(random.between(troubleMs / 2, troubleMs), () => {
      if (model.retry(status, () => true) > 0) count(`retried ${status} jobs`);
      notify(network, "ready");
    });
  }
}
