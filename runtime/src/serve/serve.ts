import type { Readable, Writable } from "node:stream";
import {
  createMessageConnection,
  ErrorCodes,
  NullLogger,
  ResponseError,
  StreamMessageWriter,
  type MessageConnection,
} from "vscode-jsonrpc/node";
import { quote } from "../dag/quote.ts";
import { projectRoot } from "../embedded/projectRoot.ts";
import { actions } from "./actions.ts";
import { Children } from "./children.ts";
import { databaseActions } from "./databaseActions.ts";
import { failureOf } from "./failureOf.ts";
import { FramedReader } from "./framedReader.ts";
import type { Handlers } from "./handlers.ts";
import { LedgerLink } from "./ledgerLink.ts";
import { Params } from "./params.ts";
import type { Notifications, ServeStatus } from "./protocol.ts";
import { PROTOCOL } from "./protocol.ts";
import { queries } from "./queries.ts";
import { readSettings } from "./readSettings.ts";
import { session } from "./session.ts";
import { Watcher } from "./watcher.ts";

export interface ServeOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** The working folder of the project. */
  readonly cwd: string;
  /** Of the `orchex` package. */
  readonly version: string;
  /** See `Watcher`. */
  readonly restMs: number;
  /** How long the embedded server stays when nobody uses it. */
  readonly idleMs: number;
}

/** What must not wait for long once the other side has gone. */
const FAREWELL_MS = 500;

/** Answers an editor until its side of the connection closes; then ends what was started for it. */
export async function serve(options: ServeOptions): Promise<void> {
  const writer = new StreamMessageWriter(options.output);
  const connection = createMessageConnection(new FramedReader(options.input), writer, NullLogger);
  const tell = <Method extends keyof Notifications>(method: Method, news: Notifications[Method]) => {
    // Whoever has gone hears nothing; that is noticed where the input ends.
    void connection.sendNotification(method, news).catch(() => {});
  };
  const children = new Children(options.cwd);
  const killChildren = () => children.kill();
  process.once("exit", killChildren);
  const status = (): ServeStatus => ({
    orchex: options.version,
    protocol: PROTOCOL,
    projectRoot: projectRoot(options.cwd),
    database: link.status,
  });
  const link = new LedgerLink({
    settings: () => readSettings(children),
    onStatus: () => tell("status", status()),
    idleMs: options.idleMs,
  });
  const watcher = new Watcher({ link, onChanged: (news) => tell("changed", news), restMs: options.restMs });
  const context = { link, children, onProgress: (news: Notifications["progress"]) => tell("progress", news) };
  const handlers: Handlers = {
    ...session({ link, children, watcher, status, version: options.version }),
    ...queries(link),
    ...actions(context),
    ...databaseActions(context),
  };
  register(connection, handlers, watcher);
  connection.onError(([error]) => {
    const answer = new ResponseError(ErrorCodes.ParseError, error.message).toJson();
    void writer
      .write({ jsonrpc: "2.0", id: null, error: answer } as Parameters<typeof writer.write>[0])
      .catch(() => {});
  });
  const closed = new Promise<void>((resolve) => connection.onClose(resolve));
  connection.listen();
  await closed;
  watcher.close();
  children.kill();
  process.off("exit", killChildren);
  await Promise.race([link.close(), new Promise((resolve) => setTimeout(resolve, FAREWELL_MS).unref())]);
}

/** What changes something is followed by a look at what is watched, so that its news does not wait. */
const CHANGES: ReadonlySet<keyof Handlers> = new Set<keyof Handlers>([
  "configure",
  "initDb",
  "snapshot",
  "activate",
  "enqueue",
  "cancel",
  "retry",
  "wantWorker",
  "dbStart",
  "dbStop",
  "dbReset",
]);

function register(connection: MessageConnection, handlers: Handlers, watcher: Watcher): void {
  let initialized = false;
  connection.onRequest(async (method, params, token) => {
    if (!isMethod(handlers, method)) {
      throw new ResponseError(ErrorCodes.MethodNotFound, `There is no method ${quote(method)}`);
    }
    if (!initialized && method !== "initialize") {
      throw new ResponseError(ErrorCodes.ServerNotInitialized, "The first request must be initialize");
    }
    try {
      watcher.touch();
      const answer = await handlers[method](new Params(params), token);
      initialized = true;
      return answer;
    } catch (error) {
      throw failureOf(error);
    } finally {
      if (CHANGES.has(method)) watcher.nudge();
    }
  });
}

function isMethod(handlers: Handlers, method: string): method is keyof Handlers {
  return Object.hasOwn(handlers, method);
}
