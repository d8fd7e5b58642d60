import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { postgresWorkerStore } from "../../runtime/dist/store/postgresWorkerStore.js";
import { testLedger } from "../support/testLedger.ts";

/** Longer than a heartbeat waits, far shorter than any other statement may take. */
const PATIENCE_MS = 20_000;

test("a connection that swallows what is sent does not cost a worker its lease", { timeout: PATIENCE_MS }, async () => {
  const ledger = await testLedger();
  const network = await swallowingNetwork(ledger.options.url);
  const store = postgresWorkerStore({ ...ledger.options, url: network.url }, { most: 5 });
  onTestFinished(() => store.close());
  const leaseMs = 30_000;
  const worker = { name: "w", host: "h", pid: 1, concurrency: 1, registry: {}, loadedAt: await store.clock(), leaseMs };
  const { workerId, lowToken } = await store.register(worker);
  const beat = () => store.beat({ ids: [{ workerId, lowToken, jobs: 0 }], leaseMs, state: "running", heldRuns: [] });
  await beat();
  network.swallow();
  await expect(beat()).rejects.toMatchObject({ code: "database.unreachable" });
  expect((await beat()).alive).toContain(workerId);
});

/** A way to the database whose connections can go deaf: what is sent over them stays unanswered, and none is closed. */
async function swallowingNetwork(url: string) {
  const target = new URL(url);
  const { port, hostname } = target;
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    clients.add(client);
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      socket.on("error", () => {});
      socket.on("close", () => [client, upstream].forEach((other) => other.destroy()));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const client of clients) client.destroy();
    server.close();
  });
  target.port = String((server.address() as AddressInfo).port);
  target.hostname = "127.0.0.1";
  return {
    url: target.href,
    swallow: () => {
      for (const client of clients) client.unpipe().resume();
    },
  };
}
