import { OrchexError } from "../dag/error.ts";
import { clusterAt } from "../embedded/cluster.ts";
import { databaseName } from "../embedded/databaseName.ts";
import { databaseUrl } from "../embedded/databaseUrl.ts";
import { readPostmaster } from "../embedded/postmaster.ts";
import { probe } from "../embedded/probe.ts";
import { servesData } from "../embedded/servesData.ts";

/** The URL of a project's database on the embedded server, if that runs. Starts nothing, makes nothing. */
export async function embeddedUrl(projectRoot: string): Promise<string> {
  const name = databaseName(projectRoot);
  const found = await probe(clusterAt(), name);
  switch (found.kind) {
    case "running":
      return databaseUrl(found.state, name);
    case "no-database":
      throw new OrchexError("database.schema-missing", "This project has no database on the embedded Postgres yet", {
        remedy: "Run `orchex init-db`, which makes it.",
      });
    case "busy":
      throw new OrchexError("database.unreachable", "The embedded Postgres is starting or stopping", {
        remedy: "It is looked for again.",
      });
    case "down":
    case "locked-out":
    case "no-state":
    case "no-cluster":
      throw embeddedStopped();
  }
}

export function embeddedStopped(): OrchexError {
  return new OrchexError("database.stopped", "The embedded Postgres does not run", {
    remedy: "It starts with the next command that needs it, or by `orchex db start`.",
  });
}

/** The process that serves the embedded data, found without connecting to it; null when none does. */
export function embeddedPid(): number | null {
  const { dataDir } = clusterAt();
  const pid = readPostmaster(dataDir)?.pid;
  return pid !== undefined && servesData(pid, dataDir) ? pid : null;
}
