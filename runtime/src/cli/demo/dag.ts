import { setTimeout as pause } from "node:timers/promises";
import { Dag } from "../../declare/dag.ts";

/** What `orchex demo` runs: a small load of orders, of which one task fails at its first attempt. */
export const demo = new Dag("orchex_demo");

const BODY_MS = 150;

const extract = demo.task("extract", async ({ uri }: { uri: string }) => {
  await pause(BODY_MS);
  return { uri, orders: Array.from({ length: 5 }, (_, index) => ({ id: index + 1, amount: (index + 1) * 12.5 })) };
});

const validate = demo.task("validate", { requires: [extract] }, async ({ extract }) => {
  await pause(BODY_MS);
  return { valid: extract.orders.filter(({ amount }) => amount > 20) };
});

const enrich = demo.task(
  "enrich",
  { requires: [extract], backoff: "500ms", maxAttempts: 3 },
  async ({ extract }, { attempt }) => {
    await pause(BODY_MS);
    if (attempt === 1) throw new Error("no exchange rates, on purpose: it is tried again");
    return { rate: 1.08, currency: "EUR", of: extract.orders.length };
  },
);

const price = demo.task("price", { requires: [validate, enrich] }, async ({ validate, enrich }) => {
  await pause(BODY_MS);
  return { total: validate.valid.reduce((sum, { amount }) => sum + amount * enrich.rate, 0) };
});

const store = demo.task("store", { requires: [price] }, async ({ price }) => {
  await pause(BODY_MS);
  return { stored: true, total: price.total };
});

demo.task("notify", { requires: [store, validate] }, async ({ store, validate }) => {
  await pause(BODY_MS);
  return { message: `${validate.valid.length} orders, ${store.total.toFixed(2)} in all` };
});
