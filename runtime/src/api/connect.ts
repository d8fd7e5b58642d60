import type { ConnectOptions, Orchex } from "./orchex.ts";

/**
 * Connects a program to the ledger that the command line uses: `DATABASE_URL`, or the embedded Postgres.
 *
 * ```ts
 * const orchex = await connect();
 * await orchex.initDb(etl);
 * const { runId } = await orchex.enqueue(etl, { inputs: { uri: "s3://bucket/key" } });
 * const { status } = await orchex.wait(runId, { timeoutMs: 60_000 });
 * await orchex.close();
 * ```
 */
export async function connect(options: ConnectOptions = {}): Promise<Orchex> {
  const { openOrchex } = await import("./openOrchex.ts");
  return await openOrchex(options);
}
