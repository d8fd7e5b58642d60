import { strict as assert } from "node:assert";

import { extract, load, parse, totals } from "./orders.ts";

// A task is its function: a unit test calls it, without a database.
const extracted = await extract({ day: "2026-01-31", orders: ["ada,2,10", "bob,x,1"] });
const parsed = parse({ extract: extracted });
assert.deepEqual(parsed, { orders: [{ customer: "ada", count: 2, price: 10 }], rejected: 1 });
assert.deepEqual(totals({ parse: parsed }), { ada: 20 });
assert.deepEqual(await load({ extract: extracted, totals: { ada: 20 }, largest: null }), {
  day: "2026-01-31",
  customers: 1,
  largest: null,
});
