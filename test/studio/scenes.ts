import { drift, link, snapshotOf, type DagDeclaration, type JobStatus, type TaskDeclaration } from "orchex/dag";
import { readFileSync } from "node:fs";
import type { DagGraph, HostMessage, JobState } from "../../studio/src/messages.ts";

type Requires = Readonly<Record<string, readonly string[]>>;

/** A DAG of a size that people draw: two sources, a fan, a join, two ends. */
export const orders: Requires = {
  fetch_orders: [],
  fetch_customers: [],
  fetch_rates: [],
  validate_orders: ["fetch_orders"],
  deduplicate: ["validate_orders"],
  convert_currency: ["deduplicate", "fetch_rates"],
  enrich_customers: ["fetch_customers"],
  join_orders: ["convert_currency", "enrich_customers"],
  score_fraud: ["join_orders"],
  forecast_demand: ["join_orders"],
  build_invoices: ["join_orders", "score_fraud"],
  load_warehouse: ["join_orders", "forecast_demand"],
  send_invoices: ["build_invoices"],
  refresh_dashboard: ["load_warehouse", "score_fraud"],
  notify: ["send_invoices", "refresh_dashboard"],
};

export function declared(requires: Requires, dag = "daily_orders"): DagDeclaration {
  const tasks = Object.entries(requires).map(([name, required], index): TaskDeclaration => {
    const location = {
      file: "/project/orders.ts",
      start: { line: index * 4, character: 0 },
      end: { line: index * 4, character: 9 },
    };
    return { name, requires: required.map((other) => ({ name: other, location })), policy: {}, location };
  });
  return { name: dag, tasks };
}

/** What a host sends of a DAG, its problems found and its drift from `active` computed by the same code as everywhere. */
export function graphMessage(code: DagDeclaration, active: DagDeclaration = code): HostMessage & { graph: DagGraph } {
  return {
    type: "graph",
    graph: {
      dag: code.name,
      version: "3f9ac1d27be04581",
      tasks: code.tasks.map(({ name, requires, location }) => ({
        name: name ?? "",
        requires: requires.map((required) => required.name),
        location: location ?? null,
      })),
      problems: link(code).problems,
      drift: drift(snapshotOf(active), snapshotOf(code)),
    },
  };
}

/** The time at which the runs of these tests stand. */
export const NOW = "2026-03-02T06:00:30.000Z";
const at = (seconds: number) => new Date(Date.parse(NOW) - 30_000 + seconds * 1000).toISOString();

export function job(task: string, status: JobStatus, more: Partial<JobState> = {}): JobState {
  return { task, status, attempts: 0, startedAt: null, finishedAt: null, error: null, ...more };
}

export function done(task: string, from: number, to: number, attempts = 1): JobState {
  return job(task, "succeeded", { attempts, startedAt: at(from), finishedAt: at(to) });
}

export const RUN = "01958f3e-7c1a-7000-8000-3d2f5a9b1c10";

export function runMessage(jobs: readonly JobState[]): Extract<HostMessage, { type: "run" }> {
  return {
    type: "run",
    run: { run: RUN, status: "running", startedAt: at(0), finishedAt: null, jobs },
    now: NOW,
  };
}

/** A run of `orders` in the middle, with every status that a run in the middle can show. */
export function halfway(): Extract<HostMessage, { type: "run" }> {
  return runMessage([
    done("fetch_orders", 0, 4.2),
    done("fetch_customers", 0, 2.8),
    done("fetch_rates", 0, 0.34),
    done("validate_orders", 4.3, 6.1),
    done("deduplicate", 6.2, 9.4, 2),
    done("convert_currency", 9.5, 11.1),
    done("enrich_customers", 2.9, 8.7),
    done("join_orders", 11.2, 18.9),
    job("score_fraud", "processing", { attempts: 1, startedAt: at(19) }),
    job("forecast_demand", "failed", {
      attempts: 2,
      startedAt: at(19),
      finishedAt: at(24.5),
      error: "TypeError: fetch failed (ECONNRESET)",
    }),
    job("build_invoices", "pending"),
    job("load_warehouse", "pending"),
    job("send_invoices", "pending"),
    job("refresh_dashboard", "pending"),
    job("notify", "pending"),
  ]);
}

/** A real workflow of 1,312 tasks and 3,540 edges. */
export function montage(): DagDeclaration {
  const name = "montage_chameleon_2mass_04d_001";
  const file = new URL(`../../examples/workflows/instances/${name}.json`, import.meta.url);
  const { tasks } = JSON.parse(readFileSync(file, "utf8")) as { tasks: { name: string; requires: string[] }[] };
  return declared(Object.fromEntries(tasks.map((task) => [task.name, task.requires])), name);
}
