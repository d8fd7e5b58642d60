import { dag, task, type Inputs, type TaskContext } from "orchex";

/** The same kind of thing as a class: methods are tasks, and require one another by name. */
@dag("nightly")
export class Nightly {
  @task({ retries: 3, timeout: "10m" })
  async fetch(inputs: { day?: string }) {
    return { day: inputs.day ?? "today", rows: [4, 8, 15, 16, 23, 42] };
  }

  @task({ requires: ["fetch"] })
  sum({ fetch }: Inputs<Nightly, "fetch">) {
    return fetch.rows.reduce((sum, row) => sum + row, 0);
  }

  @task({ requires: ["fetch"] })
  spread({ fetch }: Inputs<Nightly, "fetch">) {
    return { least: Math.min(...fetch.rows), most: Math.max(...fetch.rows) };
  }

  @task({ requires: ["fetch", "sum", "spread"], priority: 8 })
  async report({ fetch, sum, spread }: Inputs<Nightly, "fetch" | "sum" | "spread">, { logger }: TaskContext) {
    const text = `${fetch.day}: ${sum} in all, from ${spread.least} to ${spread.most}`;
    logger.info(text);
    return { text };
  }
}
