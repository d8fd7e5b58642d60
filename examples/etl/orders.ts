import { Dag } from "orchex";

interface Order {
  readonly customer: string;
  readonly count: number;
  readonly price: number;
}

export const orders = new Dag("orders", { timeout: "1h" });

/** The root gets what the run was enqueued with. */
export const extract = orders.task(
  "extract",
  { timeout: "5m", retries: 5 },
  async (inputs: { day: string; orders: readonly string[] }) => ({ day: inputs.day, lines: inputs.orders }),
);

export const parse = orders.task("parse", { requires: [extract] }, ({ extract }) => {
  const parsed = extract.lines.map(parseOrder);
  return {
    orders: parsed.filter((order) => order !== undefined),
    rejected: parsed.filter((order) => order === undefined).length,
  };
});

/** These two run at the same time: both require `parse` and nothing else. */
export const totals = orders.task("totals", { requires: [parse] }, ({ parse }) => {
  const byCustomer: Record<string, number> = {};
  for (const { customer, count, price } of parse.orders) {
    byCustomer[customer] = (byCustomer[customer] ?? 0) + count * price;
  }
  return byCustomer;
});

export const largest = orders.task("largest", { requires: [parse] }, ({ parse }) =>
  parse.orders.reduce<Order | null>(
    (best, order) => (total(order) > (best === null ? 0 : total(best)) ? order : best),
    null,
  ),
);

export const load = orders.task(
  "load",
  { requires: [extract, totals, largest], priority: 8, backoff: "30s" },
  async ({ extract, totals, largest }, { idempotencyKey, logger }) => {
    // A body may run more than once. The key is the same each time: store it beside the row, and the second one is known.
    logger.info("loading", { day: extract.day, idempotencyKey });
    return { day: extract.day, customers: Object.keys(totals).length, largest: largest?.customer ?? null };
  },
);

function parseOrder(line: string): Order | undefined {
  const [customer = "", count, price] = line.split(",");
  const order = { customer, count: Number(count), price: Number(price) };
  return Number.isFinite(total(order)) ? order : undefined;
}

function total({ count, price }: Order): number {
  return count * price;
}
