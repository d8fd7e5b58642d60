import { expect, test } from "vitest";
import { OrchexError } from "../dag/error.ts";
import type { EnqueueOptions } from "../store/store.ts";
import { enqueueTogether } from "./enqueueTogether.ts";

test("calls of one turn go together; calls made while two statements are on their way gather for the next", async () => {
  const ledger = slowLedger();
  const enqueue = enqueueTogether(ledger.enqueue);
  const calls = [enqueue("etl", run("a")), enqueue("etl", run("b"))];
  await turn();
  expect(ledger.sent()).toEqual(["a+b"]);
  calls.push(enqueue("etl", run("c")));
  await turn();
  calls.push(enqueue("etl", run("d")));
  await turn();
  calls.push(enqueue("etl", run("e")));
  expect(ledger.sent()).toEqual(["a+b", "c"]);
  ledger.answer(0);
  await Promise.all(calls.slice(0, 2));
  await turn();
  expect(ledger.sent()).toEqual(["a+b", "c", "d+e"]);
  ledger.answer(1);
  ledger.answer(2);
  expect(await Promise.all(calls)).toHaveLength(5);
});

test("large inputs go in statements of their own", async () => {
  const ledger = slowLedger();
  const enqueue = enqueueTogether(ledger.enqueue);
  for (const id of ["a", "b"])
    void enqueue("etl", { ...run(id), inputs: [JSON.stringify({ x: "x".repeat(900_000) })] });
  await turn();
  expect(ledger.sent()).toEqual(["a", "b"]);
});

test("another DAG does not wait", async () => {
  const ledger = slowLedger();
  const enqueue = enqueueTogether(ledger.enqueue);
  for (const dag of ["a", "b"]) void enqueue(dag, run(dag));
  await turn();
  expect(ledger.sent()).toEqual(["a", "b"]);
});

test("a run with an id of its own, and many runs at once, are statements of their own", async () => {
  const ledger = slowLedger();
  const enqueue = enqueueTogether(ledger.enqueue);
  void enqueue("etl", run("a"));
  void enqueue("etl", { ...run("own"), ownId: true });
  void enqueue("etl", { ...run("x"), runIds: ["x", "y"] });
  await turn();
  expect(ledger.sent()).toEqual(["own", "x+y", "a"]);
});

test("what one run's value is refused for fails that run only", async () => {
  const refused = new OrchexError("database.failed", "a value");
  const enqueue = enqueueTogether((_dag, { runIds }) =>
    runIds.includes("bad") ? Promise.reject(refused) : Promise.resolve({ version: "v", created: true }),
  );
  const results = await Promise.allSettled(["a", "b", "bad", "c"].map((id) => enqueue("etl", run(id))));
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
});

test("after a lost answer nothing is sent again", async () => {
  let sent = 0;
  const enqueue = enqueueTogether(() => {
    sent += 1;
    return Promise.reject(new OrchexError("database.unreachable", "gone"));
  });
  const results = await Promise.allSettled(["a", "b", "c", "d"].map((id) => enqueue("etl", run(id))));
  expect(results.every(({ status }) => status === "rejected")).toBe(true);
  expect(sent).toBe(1);
});

function run(id: string): EnqueueOptions {
  return { inputs: ["{}"], metadata: [null], runIds: [id], ownId: false };
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A ledger whose answers are given by the test. */
function slowLedger() {
  const statements: { readonly ids: string; readonly answer: () => void }[] = [];
  return {
    enqueue: (_dag: string, { runIds }: EnqueueOptions) =>
      new Promise<{ version: string; created: boolean }>((resolve) => {
        statements.push({ ids: runIds.join("+"), answer: () => resolve({ version: "v", created: true }) });
      }),
    sent: () => statements.map(({ ids }) => ids),
    answer: (index: number) => statements[index]?.answer(),
  };
}
