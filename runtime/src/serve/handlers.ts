import type { CancellationToken } from "vscode-jsonrpc/node";
import type { Params } from "./params.ts";
import type { Requests } from "./protocol.ts";

/** One function for each request. */
export type Handlers = {
  readonly [Method in keyof Requests]: (
    params: Params,
    token: CancellationToken,
  ) => Promise<Requests[Method]["result"]>;
};
