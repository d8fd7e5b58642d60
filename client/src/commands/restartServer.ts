import type { Command } from "./command.ts";

/** Ends the language server and starts another one. */
export const restartServer: Command = (app) => app.server.restart();
