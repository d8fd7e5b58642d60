import { OrchexError } from "../dag/error.ts";
import { databaseName } from "../embedded/databaseName.ts";
import { ensureDatabase } from "../embedded/ensureDatabase.ts";
import { resetDatabase } from "../embedded/resetDatabase.ts";
import { status } from "../embedded/status.ts";
import { stop } from "../embedded/stop.ts";
import type { ActionContext } from "./actions.ts";
import type { Handlers } from "./handlers.ts";
import { progressOf } from "./progressOf.ts";
import type { EmbeddedStatus } from "./protocol.ts";

type DatabaseActions = Pick<Handlers, "dbStatus" | "dbStart" | "dbStop" | "dbReset">;

/** The embedded server, as `orchex db` has it. */
export function databaseActions({ link, onProgress }: Omit<ActionContext, "children">): DatabaseActions {
  return {
    dbStatus: embeddedStatus,
    dbStart: async (params) => {
      const { projectRoot } = await link.config();
      progressOf(params, onProgress)("Starting the embedded Postgres");
      await ensureDatabase(projectRoot);
      return await embeddedStatus();
    },
    dbStop: async () => {
      link.disconnect();
      return { stopped: await stop() };
    },
    dbReset: async (params) => {
      const config = await link.config();
      if (!params.flag("confirm")) {
        throw new OrchexError("cli.refused", "This drops the project's database with every snapshot and run in it", {
          remedy: "Confirm it.",
        });
      }
      if (config.databaseUrl !== null) {
        throw new OrchexError("cli.refused", "DATABASE_URL is set, and only the embedded database is ever dropped", {
          remedy: "Unset it to reset that one; drop a database of your own with your own tools.",
        });
      }
      const name = databaseName(config.projectRoot);
      link.disconnect();
      await resetDatabase(name);
      return { reset: name };
    },
  };
}

async function embeddedStatus(): Promise<EmbeddedStatus> {
  const { running, port, version, connections, dataDir, logFile } = await status();
  return { running, port, version, connections, dataDir, logFile };
}
