import type { Ledger } from "../store/store.ts";
import type { WorkersEntry } from "./protocol.ts";
import { wire } from "./wire.ts";

export async function workersOf(ledger: Ledger): Promise<WorkersEntry> {
  return { workers: wire(await ledger.workers()), staleLeases: wire(await ledger.staleLocks(null)) };
}
