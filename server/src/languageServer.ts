import { Console } from "node:console";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTypeTier, createWorkspace, type WorkspaceOptions } from "orchex-analysis";
import { createConnection, StreamMessageWriter } from "vscode-languageserver/node";
import { cacheFolder } from "./cacheFolder.ts";
import type { CodeCache } from "./codeCache.ts";
import { ClientNews } from "./clientNews.ts";
import { MessageReader } from "./messageReader.ts";
import { RuntimeLink } from "./runtimeLink.ts";
import { startServer } from "./server.ts";

const USAGE = `Usage: orchex-language-server --stdio

Speaks the Language Server Protocol on stdin and stdout. Editors start it; README.md says how.

  --stdio     speak LSP
  --version   print the version
  --help      print this
`;
/** By then the first answers have been given, and what they needed has been compiled. */
const SAVE_CODE_AFTER_MS = 5000;

type TypeScript = ReturnType<NonNullable<WorkspaceOptions["typescript"]>>;

/** Runs the command with these arguments. */
export function languageServer(args: readonly string[], cache: CodeCache): void {
  if (args.includes("--help")) process.stdout.write(USAGE);
  else if (args.includes("--version")) process.stdout.write(`${version()}\n`);
  else if (args.includes("--stdio")) listen(cache);
  else {
    process.stderr.write(`orchex-language-server: the only transport is --stdio.\n\n${USAGE}`);
    process.exitCode = 2;
  }
}

function listen(cache: CodeCache): void {
  // Only the protocol goes to stdout, whatever some dependency prints.
  globalThis.console = new Console(process.stderr);
  const reader = new MessageReader(process.stdin);
  const connection = createConnection(reader, new StreamMessageWriter(process.stdout));

  const logError = (error: unknown) =>
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  reader.onError((error) => connection.console.warn(error.message));
  // Nobody reads any more, or nobody will ever ask again: the editor is gone, and so is the reason to live.
  reader.onClose(() => process.exit(1));
  process.stdout.on("error", () => process.exit(1));
  process.on("uncaughtException", logError);
  process.on("unhandledRejection", logError);
  // One copy for all folders, loaded when the first file is parsed. Of the compiler it has what the analysis uses.
  let parser: TypeScript | undefined;
  const typescript = () => (parser ??= cache.load(join(import.meta.dirname, "parser.cjs")) as TypeScript);
  const news = new ClientNews(connection);
  const live = new RuntimeLink({
    log: (line) => connection.console.info(line),
    onStatus: (status) => news.tell("orchex/status", status),
    onChanged: (folder, changed) => news.tell("orchex/changed", { folder, changed }),
    onProgress: (progress) => news.tell("orchex/progress", progress),
  });
  startServer({
    connection,
    version: version(),
    programVersion: programVersion(),
    createWorkspace: (options) => createWorkspace({ typescript, ...options }),
    typeTier: createTypeTier({
      worker: join(import.meta.dirname, "typeWorker.cjs"),
      compiler: {
        typescript: join(import.meta.dirname, "typescript.cjs"),
        common: join(import.meta.dirname, "tsMorphCommon.cjs"),
      },
      onCrash: (error) => connection.console.warn(`The type checker has crashed: ${error.message}`),
    }),
    cacheFolder: cacheFolder(),
    live,
    news,
  });
  setTimeout(() => cache.save(), SAVE_CODE_AFTER_MS).unref();
}

/** Known answers are of one build only, also while that has no new number. */
function programVersion(): string {
  const { mtimeMs, size } = statSync(fileURLToPath(import.meta.url));
  return `${version()} ${mtimeMs} ${size}`;
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8"));
  return (manifest as { readonly version: string }).version;
}
