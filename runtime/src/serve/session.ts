import { OrchexError } from "../dag/error.ts";
import type { Children } from "./children.ts";
import type { Handlers } from "./handlers.ts";
import type { LedgerLink } from "./ledgerLink.ts";
import type { Params } from "./params.ts";
import { PROTOCOL, type ServeStatus } from "./protocol.ts";
import { readTopics } from "./topics.ts";
import type { Watcher } from "./watcher.ts";

export interface SessionContext {
  readonly link: LedgerLink;
  readonly children: Children;
  readonly watcher: Watcher;
  readonly status: () => ServeStatus;
  readonly version: string;
}

type SessionHandlers = Pick<Handlers, "initialize" | "configure" | "status" | "watch" | "unwatch">;

const ANY_PROTOCOL = 1_000_000;

/** The connection itself: who is there, which settings hold, what is watched. */
export function session({ link, children, watcher, status, version }: SessionContext): SessionHandlers {
  const take = (params: Params) => {
    const url = params.secret("databaseUrl");
    if (url !== undefined) children.databaseUrl = url;
  };
  return {
    initialize: (params) => {
      const asked = params.count("protocol", 0, ANY_PROTOCOL);
      if (asked !== PROTOCOL) return Promise.reject(otherProtocol(asked, version));
      take(params);
      const { projectRoot } = status();
      return Promise.resolve({ protocol: PROTOCOL, orchex: version, pid: process.pid, projectRoot });
    },
    configure: async (params) => {
      take(params);
      link.forget();
      await link.look();
      return status();
    },
    status: async () => {
      await link.look();
      return status();
    },
    watch: (params) => {
      watcher.watch(readTopics(params));
      return Promise.resolve({ topics: watcher.topics });
    },
    unwatch: (params) => {
      watcher.unwatch(readTopics(params));
      return Promise.resolve({ topics: watcher.topics });
    },
  };
}

function otherProtocol(asked: number, version: string): OrchexError {
  return new OrchexError(
    "serve.protocol",
    `orchex ${version} speaks protocol ${PROTOCOL}, and the editor asked for ${asked}`,
    { remedy: asked > PROTOCOL ? "Upgrade the project's orchex package." : "Upgrade the editor's extension." },
  );
}
