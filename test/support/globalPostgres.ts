import type { TestProject } from "vitest/node";
import { startCluster } from "./cluster.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/**
 * One server for all test files of a project; nobody crashes it, so that it need not be durable. A deadlock that any
 * test came to fails the run, whoever tried again and got through.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startCluster({ settings: { fsync: "off" } });
  project.provide("postgresUrl", cluster.url);
  return async () => {
    const log = cluster.log();
    await cluster.remove();
    const at = log.indexOf("deadlock detected");
    if (at >= 0) throw new Error(`The tests came to a deadlock:\n${log.slice(at - 100, at + 3_000)}`);
  };
}
