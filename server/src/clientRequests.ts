import type { Requests, Topic } from "orchex/protocol";
import type { CancellationToken, Connection } from "vscode-languageserver/node";
import type { ClientNews } from "./clientNews.ts";
import { dagGraph, declaredContent, declaredDags, type DeclaredOptions } from "./declaredDags.ts";
import { fieldOf, invalid, textIn } from "./params.ts";
import { passedOn, type ClientNotifications, type ClientRequests } from "./protocol.ts";
import type { RuntimeLink } from "./runtimeLink.ts";
import type { Safely } from "./safely.ts";

export interface ClientRequestsHost {
  readonly connection: Connection;
  readonly safely: Safely;
  readonly link: RuntimeLink;
  readonly news: ClientNews;
  readonly declared: () => DeclaredOptions;
  readonly trust: () => void;
}

/** What clients ask beyond LSP. */
export function registerClientRequests(host: ClientRequestsHost): void {
  const { link, declared } = host;
  answer(host, "orchex/declared", () => ({ dags: declaredDags(declared()) }));
  answer(host, "orchex/graph", (params) => dagGraph(declared(), folderIn(params), textIn(params, "dag")));
  answer(host, "orchex/content", (params) => declaredContent(declared(), folderIn(params), textIn(params, "dag")));
  answer(host, "orchex/links", () => ({ links: link.links() }));
  answer(host, "orchex/configure", (params) => link.configure(folderIn(params)));
  answer(host, "orchex/watch", async (params) => ({ topics: await link.watch(folderIn(params), topicsIn(params)) }));
  answer(host, "orchex/unwatch", async (params) => ({
    topics: await link.unwatch(folderIn(params), topicsIn(params)),
  }));
  for (const method of passedOn) {
    answer(host, `orchex/${method}`, (params, token) =>
      // What is in the parameters is the other side's to check.
      link.request(
        folderIn(params),
        method,
        withoutFolder(params) as unknown as Requests[typeof method]["params"],
        token,
      ),
    );
  }
  hear(host, "orchex/trust", () => host.trust());
  hear(host, "orchex/databaseUrl", (params) => {
    const url = fieldOf(params, "url");
    if (typeof url !== "string" && url !== null) return invalid("url must be a string or null");
    link.useDatabase(folderIn(params), url === "" ? null : url);
  });
}

function answer<Method extends keyof ClientRequests>(
  { connection, safely, news }: ClientRequestsHost,
  method: Method,
  handle: (
    params: ClientRequests[Method]["params"],
    token: CancellationToken,
  ) => ClientRequests[Method]["result"] | Promise<ClientRequests[Method]["result"]>,
): void {
  const safe = safely.request(method, handle);
  connection.onRequest<unknown, never>(method, (params: ClientRequests[Method]["params"], token: CancellationToken) => {
    news.begin();
    return safe(params, token);
  });
}

function hear<Method extends keyof ClientNotifications>(
  { connection, safely, news }: ClientRequestsHost,
  method: Method,
  handle: (params: ClientNotifications[Method]) => void,
): void {
  const safe = safely.notification(method, handle);
  connection.onNotification(method, (params: ClientNotifications[Method]) => {
    news.begin();
    safe(params);
  });
}

function folderIn(params: unknown): string {
  return textIn(params, "folder");
}

function topicsIn(params: unknown): readonly Topic[] {
  const topics = fieldOf(params, "topics");
  if (!Array.isArray(topics) || !topics.every((topic) => typeof topic === "string")) {
    return invalid("topics must be an array of strings");
  }
  return topics as Topic[];
}

function withoutFolder(params: object): Readonly<Record<string, unknown>> {
  const { folder: _, ...rest } = params as Readonly<Record<string, unknown>>;
  return rest;
}
